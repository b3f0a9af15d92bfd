add_library(moisson_flags INTERFACE)
target_compile_options(moisson_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                               -Wimplicit-fallthrough -fno-strict-aliasing
    # g++ 12 takes Asio's own allocator of coroutine frames for a mismatch when it inlines one half of it.
    -Wno-mismatched-new-delete)
if(MOISSON_WERROR)
    target_compile_options(moisson_flags INTERFACE -Werror)
endif()
if(MOISSON_SANITIZE)
    target_compile_options(moisson_flags INTERFACE -fsanitize=${MOISSON_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all
        # g++ 12 takes what the sanitizers add for reads of members that std::regex has not yet written.
        -Wno-maybe-uninitialized)
    if(MOISSON_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # A check before every use of a pointer: a third of the time of a build. AddressSanitizer stops at null
        # pointers too; the fuzzers (clang) keep all checks.
        target_compile_options(moisson_flags INTERFACE -fno-sanitize=null,alignment,vptr)
    endif()
    target_link_options(moisson_flags INTERFACE -fsanitize=${MOISSON_SANITIZE})
else()
    target_compile_options(moisson_flags INTERFACE -fstack-protector-strong -D_GLIBCXX_ASSERTIONS)
    if(CMAKE_BUILD_TYPE STREQUAL "Release")
        target_compile_options(moisson_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    endif()
    target_link_options(moisson_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
if(MOISSON_FUZZ)
    # Counters for libFuzzer in every object; the checks of the standard library besides those of the sanitizers.
    # clang does not know the warnings of g++ that are switched off above, and takes the file before in a batch for
    # a scope that is shadowed.
    target_compile_options(moisson_flags INTERFACE -fsanitize=fuzzer-no-link -D_GLIBCXX_ASSERTIONS
                                                   -Wno-unknown-warning-option -Wno-shadow)
endif()
# The presets compile eight files at a time (asan, which is mostly built from nothing, sixteen): a third of the time, since most of it is the headers of Asio, JSON
# and the standard library. Helpers without a header are therefore unique in their library.
if(NOT CMAKE_UNITY_BUILD_BATCH_SIZE)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
endif()
if(CMAKE_UNITY_BUILD)
    # Said for coroutines that wait for a lambda of their own, as soon as they come from an included file.
    target_compile_options(moisson_flags INTERFACE -Wno-subobject-linkage)
endif()
find_program(MOLD mold)
if(MOLD)
    target_link_options(moisson_flags INTERFACE -fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# moisson_library(NAME DEPENDS targets…): a static library of every .cpp below the calling folder.
# Its include path is the project's root, so that an #include line names the room: "core/model/record.hpp".
function(moisson_library name)
    cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/..)
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE moisson_flags ${ARG_PRIVATE})
endfunction()
