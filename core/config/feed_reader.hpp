// The parts of reading a feed file, one function each; load_feed.cpp calls them in order.
#pragma once
#include "core/config/document.hpp"
#include "core/config/feed.hpp"
#include "core/config/report.hpp"
#include "core/model/schema.hpp"

#include <initializer_list>

namespace moisson {

/// What the parts share. `root` is null until the file is parsed.
struct FeedReader {
    const Schema& schema;
    Report& report;
    FeedConfig& feed;
    const Node* root = nullptr;
    bool in_element = false; ///< in a kind with `explode`: paths start at the element

    /// The member at root.a.b.c, or null.
    const Member* find(std::initializer_list<std::string_view> path) const;
    bool is_sheet() const { return feed.source.type == "xlsx" || feed.source.type == "ods"; }
    bool uses_columns() const { return feed.source.type.empty() || feed.source.type == "csv" || is_sheet(); }
    bool uses_paths() const { return feed.source.has_paths(); }
};

void read_kind(FeedReader& reader, const Member& section, const Kind& kind); ///< [structure] …
void read_value_tables(FeedReader& reader, const Member& section);           ///< [values.NAME]
void read_aliases(FeedReader& reader, const Member& section);                ///< [aliases]
void read_filter(FeedReader& reader, const Member& section);                 ///< [filter]
void read_guards(FeedReader& reader, const Member& section);                 ///< [guards]
void read_mapping_tests(FeedReader& reader, const Member& section);          ///< [[tests]]

/// type = "ckan" …: what the portal's profile knows takes the place of what the file need not say.
void expand_portal(FeedReader& reader);

/// The same for type = "arcgis-layer" …: one table, with a mapping.
void expand_table(FeedReader& reader);
/// An answer that somebody saved: nothing to ask, no pages to turn.
void forget_questions(SourceConfig& source, const std::string& url);

void check_identity(FeedReader& reader); ///< id, file name, SIRET, contact
void check_schedule(FeedReader& reader);
void check_source(FeedReader& reader);
void check_drop(FeedReader& reader);   ///< SFTP, FTP
void check_access(FeedReader& reader); ///< authentication, pagination
void check_secrets(FeedReader& reader);
void check_mappings(
    FeedReader& reader); ///< needs all sections read: value tables, closed lists, field names elsewhere

void check_geo(FeedReader& reader); ///< coordinate system; needs the mappings

/// "localhost:8000/x", "127.0.0.1", "[::1]": what is sent there does not leave the machine.
bool is_this_machine(std::string_view authority);
/// A path into a JSON or XML record: what is wrong with it, or empty.
std::string path_problem(std::string_view path, bool xml);
/// What is wrong with a template, or empty.
std::string template_problem(std::string_view text);
/// Column names in braces, in order; `{{` and `}}` are braces.
std::vector<std::string> template_columns(std::string_view text);
/// What RE2 says about an expression (and its replacement, if not null), or empty.
std::string regex_problem(const std::string& expression, const std::string* replacement = nullptr);

std::uint64_t mapping_version_of(const FeedConfig& feed, const Schema& schema);

} // namespace moisson
