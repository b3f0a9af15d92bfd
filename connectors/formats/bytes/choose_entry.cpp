#include "connectors/formats/bytes/choose_entry.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "core/text/fold.hpp"

#include <algorithm>
#include <fnmatch.h>

namespace moisson {
namespace {

std::string base_name(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string extension(const std::string& name) {
    const std::string base = base_name(name);
    const auto dot = base.rfind('.');
    std::string result = dot == std::string::npos ? "" : base.substr(dot);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return result;
}

/// What macOS and Windows add.
bool is_litter(const std::string& name) {
    return name.starts_with("__MACOSX/") || base_name(name).starts_with("._") ||
           base_name(name) == ".DS_Store" || base_name(name) == "Thumbs.db";
}

bool has_extension_of(const std::string& name, Expected expected) {
    const std::string found = extension(name);
    switch (expected) {
    case Expected::csv:
        return found == ".csv" || found == ".tsv" || found == ".tab";
    case Expected::json:
        return found == ".json" || found == ".geojson" || found == ".ndjson" || found == ".jsonl";
    case Expected::xml:
        return found == ".xml";
    case Expected::rdf:
        return found == ".rdf" || found == ".xml" || found == ".ttl" || found == ".nt" ||
               found == ".jsonld" || found == ".json";
    case Expected::sheet:
        break;
    }
    return false;
}

/// A name that says nothing: taken when it is the only file. A readme is not data.
bool may_be_data(const std::string& name) {
    const std::string found = extension(name), folded = fold(base_name(name));
    for (const char* word : {"readme", "read me", "lisez", "licen", "notice", "changelog"})
        if (folded.find(word) != std::string::npos) return false;
    return found.empty() || found == ".txt" || found == ".dat" || found == ".data";
}

bool matches(const std::string& pattern, const std::string& name) {
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0 ||
           ::fnmatch(pattern.c_str(), base_name(name).c_str(), 0) == 0;
}

std::string list_names(const std::vector<std::string>& names, const std::vector<std::size_t>& which) {
    std::string list;
    for (std::size_t i = 0; i < which.size() && i < 10; ++i) list += (i ? ", " : "") + names[which[i]];
    if (which.size() > 10) list += ", …";
    return list.empty() ? "nothing" : list;
}

} // namespace

bool is_dangerous_entry_name(std::string_view name) {
    const bool controls = std::any_of(
        name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    const bool climbs = name.starts_with("../") || name.find("/../") != std::string_view::npos ||
                        name.ends_with("/..") || name == "..";
    const bool absolute = name.starts_with('/') || (name.size() > 1 && name[1] == ':');
    return name.empty() || controls || climbs || absolute || name.find('\\') != std::string_view::npos;
}

std::size_t choose_entry(const std::vector<std::string>& names, const std::string& pattern, Expected expected,
                         const std::string& archive) {
    std::vector<std::size_t> files, candidates;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!is_litter(names[i])) files.push_back(i);
    for (const std::size_t i : files)
        if (pattern.empty() ? has_extension_of(names[i], expected) : matches(pattern, names[i]))
            candidates.push_back(i);
    if (candidates.empty() && pattern.empty() && files.size() == 1 && may_be_data(names[files[0]]))
        candidates = files;
    if (candidates.empty())
        throw FormatError(format_code::archive_no_entry, 0, 0,
                          "no entry of the " + archive + " is the data" +
                              (pattern.empty() ? "" : " (pattern \"" + pattern + "\")") +
                              "; it holds: " + list_names(names, files) + ". Set [source.archive] entry.");
    if (candidates.size() > 1)
        throw FormatError(format_code::archive_ambiguous, 0, 0,
                          "several entries of the " + archive + " may be the data: " +
                              list_names(names, candidates) + ". Name one in [source.archive] entry.");
    return candidates.front();
}

} // namespace moisson
