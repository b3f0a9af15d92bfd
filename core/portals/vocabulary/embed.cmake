# Turns the tables of config/values that name vocabularies of portals into one generated source: the program knows them
# without a file, people read the same file.
function(moisson_embed_vocabulary target)
    set(rows "")
    foreach(table licences frequences formats themes)
        set(file ${CMAKE_SOURCE_DIR}/config/values/${table}.csv)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        file(READ ${file} text)
        string(APPEND rows "    {\"${table}\", R\"moisson_csv(${text})moisson_csv\"},\n")
    endforeach()
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/generated/vocabulary.cpp)
    file(CONFIGURE OUTPUT ${generated} CONTENT
"// Generated from config/values/*.csv by embed.cmake.
#include \"core/portals/vocabulary/vocabulary.hpp\"

#include <utility>

namespace moisson {

std::string_view builtin_values(std::string_view table) {
    static constexpr std::pair<std::string_view, std::string_view> rows[] = {
${rows}    };
    for (const auto& [name, text] : rows)
        if (name == table) return text;
    return {};
}

} // namespace moisson
" @ONLY)
    target_sources(${target} PRIVATE ${generated})
endfunction()
