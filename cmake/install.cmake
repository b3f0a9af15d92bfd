# Where cmake --install puts the program, its unit and its data: where systemd/moisson.service.in expects them.
configure_file(systemd/moisson.service.in systemd/moisson.service @ONLY)

# The program reads /etc/moisson, also when it is installed below /usr/local.
set(moisson_etc ${CMAKE_INSTALL_FULL_SYSCONFDIR}/moisson)
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr/local")
    set(moisson_etc /etc/moisson)
endif()

install(TARGETS moisson RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY config/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/moisson FILES_MATCHING PATTERN "*.toml")
if(EXISTS ${CMAKE_SOURCE_DIR}/config/values)
    install(DIRECTORY config/values DESTINATION ${CMAKE_INSTALL_DATADIR}/moisson)
endif()
install(DIRECTORY config/examples DESTINATION ${CMAKE_INSTALL_DATADIR}/moisson)
install(FILES ${CMAKE_BINARY_DIR}/systemd/moisson.service DESTINATION lib/systemd/system)
install(FILES systemd/moisson.sysusers DESTINATION lib/sysusers.d RENAME moisson.conf)
install(FILES systemd/moisson.tmpfiles DESTINATION lib/tmpfiles.d RENAME moisson.conf)
install(DIRECTORY DESTINATION ${moisson_etc}/feeds.d)
if(EXISTS ${CMAKE_SOURCE_DIR}/config/moisson.toml)
    # Never over a configuration that somebody has edited.
    install(CODE "
        set(target \"\$ENV{DESTDIR}${moisson_etc}/moisson.toml\")
        if(NOT EXISTS \"\${target}\")
            file(INSTALL DESTINATION \"${moisson_etc}\" TYPE FILE FILES \"${CMAKE_SOURCE_DIR}/config/moisson.toml\")
        endif()")
endif()

if(MOISSON_TESTS)
    add_test(NAME install COMMAND ${CMAKE_COMMAND} -DBUILD=${CMAKE_BINARY_DIR} -DETC=${moisson_etc}
        -DPREFIX=${CMAKE_INSTALL_PREFIX} -P ${CMAKE_SOURCE_DIR}/tests/daemon/install_test.cmake)
    find_program(SYSTEMD_ANALYZE systemd-analyze)
    if(SYSTEMD_ANALYZE)
        add_test(NAME unit_exposure COMMAND ${SYSTEMD_ANALYZE} security --offline=true --threshold=10 --no-pager
            ${CMAKE_BINARY_DIR}/systemd/moisson.service)
    endif()
endif()
