// The cross analysis of one feed (« analyse croisée »): what its producer shares with others, what they know
// that it lacks, where they disagree, what was refused, and how good its records are.
#pragma once
#include "core/config/feed.hpp"
#include "core/golden/quality.hpp"
#include "core/golden/stars.hpp"
#include "core/report/report_source.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

/// Another producer with records in common.
struct ReportPartner {
    std::string feed, title;
    std::uint64_t common = 0; ///< records of this feed that it has too
    /// Of these: whose update date is later. The rest of `common` has no date on one side.
    std::uint64_t ours_fresher = 0, theirs_fresher = 0, same_day = 0;
};

/// One record, and what another says of it.
struct ReportExample {
    std::string id, name;     ///< of this feed's record
    std::string ours, theirs; ///< as they are published; "" = absent
    std::string feed, feed_title, their_id;
    bool ours_kept = false; ///< the merged record has this feed's value
};

/// Records of which something can be said of one field.
struct ReportField {
    std::string kind, field, title;
    std::uint64_t records = 0;
    std::vector<ReportExample> examples; ///< the first few
};

struct ReportDuplicate {
    std::string kind;
    struct Record {
        std::string id, name;
    };
    std::vector<Record> records;
};

struct ReportReject {                     ///< refused records with one fault in one field
    std::string code, kind, field, title; ///< title of the field; "" when the whole record is concerned
    std::uint64_t records = 0;
    struct Example {
        std::uint64_t position = 0; ///< line of the file, else number of the record
        bool is_line = false;
        std::string id, message; ///< message: French, with the remedy; "" when it may not be shown
    };
    std::vector<Example> examples;
};

/// A resource that does not answer any more: gone at two questions at least, a day apart.
struct ReportDeadResource {
    std::string id, name, url, code;
    UnixTime since = 0;
};

struct ReportQuality {
    std::string kind;
    std::uint64_t records = 0;
    double mean = 0;                              ///< 0..1
    std::array<std::uint64_t, 10> distribution{}; ///< [0, .1) … [.9, 1]
    struct Criterion {
        std::string name, title, remedy;
        std::uint64_t records = 0; ///< it applies to
        double mean = 0;
    };
    /// Empty for structures: theirs are those of their services. Of data sets: their addresses; the metadata
    /// are in ReportKind.
    std::vector<Criterion> criteria;
    std::uint64_t without_services = 0; ///< structures only: they score 0
};

/// Share of records that give one field, or one of the eleven metadata.
struct ReportFill {
    std::string name, title, remedy;
    std::uint64_t records = 0;
};

struct ReportKind {
    std::string name, plural, title;
    std::uint64_t records = 0;
    std::uint64_t common = 0;         ///< that at least one other producer has too
    std::uint64_t duplicated = 0;     ///< records beyond the first of one thing
    std::vector<ReportFill> fill;     ///< by field
    std::vector<ReportFill> metadata; ///< kinds that have them
};

/// Values of the feed that are not published as they are, because they are or may be about a person.
struct ReportKeptBack {
    std::string kind, field, title;
    std::uint64_t values = 0;
    bool by_rule = false; ///< [personal_data] says so; else the detector does
};

struct CrossReport {
    std::string feed, title, producer;
    UnixTime at = 0;
    std::vector<ReportKind> kinds;       ///< those that the feed has records of
    std::vector<ReportPartner> partners; ///< most in common first
    std::vector<ReportField> lacks;      ///< most records first
    std::vector<ReportField> conflicts;
    std::vector<ReportDuplicate> duplicates; ///< the first few
    std::vector<ReportReject> rejects;       ///< most records first
    std::vector<ReportKeptBack> kept_back;   ///< most values first
    std::vector<ReportQuality> quality;
    std::vector<ReportDeadResource> dead; ///< the first few
    std::uint64_t dead_resources = 0, records_with_dead = 0, checked_resources = 0;
    Stars stars;

    std::uint64_t records() const;
    std::uint64_t common() const;
    std::uint64_t duplicated() const;
    std::uint64_t rejected() const;
    std::uint64_t values_kept_back() const;
};

struct ReportOptions {
    std::size_t examples = 5;
    UnixTime now = 0;
    std::vector<FeedPtr> feeds;           ///< for their personal-data rules and their titles
    std::vector<ResourceCheck> dead = {}; ///< of the feed's resources
    std::uint64_t checked_resources = 0;  ///< 0: they are not asked
    std::vector<FeedState> remembered;    ///< for those whose file is missing or wrong now
};

/// One pass over the clusters of the feed. Memory: counters, the first few examples, and 24 bytes for each
/// structure that services belong to. No value is shown that its producer's rules withhold from publication,
/// not even the feed's own: reports are passed on.
CrossReport gather_report(ReportSource& source, const Schema& schema, const FeedConfig& feed,
                          const ReportOptions& options);

std::string report_text(const CrossReport& report); ///< French, for a terminal
std::string
report_json(const CrossReport& report); ///< one line; names are fixed, see tests/core/report_json_test.cpp
std::string report_html(const CrossReport& report); ///< French, one self-contained page

} // namespace moisson
