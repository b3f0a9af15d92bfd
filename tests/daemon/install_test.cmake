# cmake --install into an empty root: everything the unit names is there, and the installed program finds its schemas.
set(root ${BUILD}/install-test)
file(REMOVE_RECURSE ${root})
set(ENV{DESTDIR} ${root})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} OUTPUT_QUIET RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "cmake --install failed")
endif()

set(program ${root}${PREFIX}/bin/moisson)
foreach(file ${program} ${root}${PREFIX}/lib/systemd/system/moisson.service ${root}${PREFIX}/lib/sysusers.d/moisson.conf
        ${root}${PREFIX}/lib/tmpfiles.d/moisson.conf ${root}${PREFIX}/share/moisson/schemas/structure.toml ${root}${ETC}/feeds.d)
    if(NOT EXISTS ${file})
        message(FATAL_ERROR "not installed: ${file}")
    endif()
endforeach()

file(READ ${root}${PREFIX}/lib/systemd/system/moisson.service unit)
if(NOT unit MATCHES "ExecStart=${PREFIX}/bin/moisson serve" OR unit MATCHES "@[A-Z_]+@")
    message(FATAL_ERROR "the unit does not start the installed program")
endif()

execute_process(COMMAND ${program} --feeds ${root}${ETC}/feeds.d --state ${root}/state check
    WORKING_DIRECTORY / RESULT_VARIABLE code ERROR_VARIABLE errors)
if(code)
    message(FATAL_ERROR "the installed program answers ${code}: ${errors}")
endif()
file(REMOVE_RECURSE ${root})
