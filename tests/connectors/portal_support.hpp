// A portal's feed and answers in a test → the records that come out.
#pragma once
#include "connectors/formats/decoder.hpp"
#include "core/mapping/mapping.hpp"
#include "tests/core/config_support.hpp"
#include "tests/support/run_fetch.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace moisson::test {

inline std::shared_ptr<const Schema> shared_schema() {
    static const auto loaded = Schema::load({source_dir() / "config/schemas"});
    return loaded;
}

inline FeedPtr portal_feed(const std::string& type, const std::string& url, const std::string& more = "") {
    const LoadedFeed loaded = loaded_feed(
        "version = 1\nid = \"portail\"\ntitle = \"Portail\"\n[producer]\nname = \"Région\"\n"
        "[contact]\nemail = \"donnees@example.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n"
        "[source]\ntype = \"" +
            type + "\"\nurl = \"" + url + "\"\n" + more,
        "portail.toml");
    CHECK(said(loaded.diagnostics) == "");
    REQUIRE(loaded.config);
    return loaded.config;
}

struct PortalRecord {
    std::string id;
    nlohmann::json body;
    std::vector<Issue> issues;
    bool refused = false;
    std::string codes() const {
        std::string out;
        for (const Issue& issue : issues) out += (out.empty() ? "" : " ") + issue.code + ':' + issue.field;
        return out;
    }
};

/// Every record that is not filtered out, in order. Throws FormatError.
inline std::vector<PortalRecord> portal_records(const FeedPtr& feed,
                                                std::vector<std::filesystem::path> parts) {
    const auto mapping = Mapping::compile(feed, shared_schema(), Today{2026, 11, 26});
    const auto decoder = open_decoder(feed->source, std::move(parts), mapping->selectors());
    std::vector<PortalRecord> out;
    MappedRecord mapped;
    for (RawRecord raw; decoder->next(raw);) {
        if (raw.defect || !mapping->keeps(raw)) continue;
        mapping->map(0, raw, mapped);
        std::string body;
        write_body(shared_schema()->kind(mapping->kinds()[0]), mapped.record, body);
        out.push_back({mapped.record.id, nlohmann::json::parse(body), mapped.issues, mapped.has_error()});
    }
    return out;
}

/// A page of one portal written to a file of its own.
inline std::vector<PortalRecord> portal_records(const std::string& type, std::string_view answer,
                                                const std::string& more = "") {
    const TempDir directory;
    write_file(directory / "answer.json", answer);
    return portal_records(portal_feed(type, "https://portail.example", more), {directory / "answer.json"});
}

} // namespace moisson::test
