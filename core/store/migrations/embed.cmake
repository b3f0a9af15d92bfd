# Turns migrations/NNNN_topic.sql into one generated source, so that the program needs no file at run time.
function(moisson_embed_migrations target)
    file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/store/migrations/*.sql)
    list(SORT scripts)
    set(rows "")
    foreach(script IN LISTS scripts)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
        file(READ ${script} text)
        get_filename_component(name ${script} NAME_WE)
        string(APPEND rows "    {\"${name}\", R\"moisson_sql(${text})moisson_sql\"},\n")
    endforeach()
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/generated/migrations.cpp)
    file(CONFIGURE OUTPUT ${generated} CONTENT
"// Generated from core/store/migrations/*.sql by embed.cmake.
#include \"core/store/migrate.hpp\"

namespace moisson {

std::span<const Migration> migrations() {
    static constexpr Migration rows[] = {
${rows}    };
    return rows;
}

} // namespace moisson
" @ONLY)
    target_sources(${target} PRIVATE ${generated})
endfunction()
