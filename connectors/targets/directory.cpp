#include "connectors/targets/directory.hpp"
#include "connectors/targets/departement_files.hpp"
#include "connectors/targets/read_back.hpp"
#include "connectors/targets/safe_file.hpp"
#include "connectors/targets/xlsx_writer.hpp"
#include "core/export/iso_time.hpp"
#include "core/export/licence_rules.hpp"
#include "core/export/rdf_text.hpp"
#include "core/export/record_belt.hpp"
#include "core/golden/quality_floor.hpp"
#include "core/store/crash_point.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <sys/stat.h>

namespace moisson {
namespace {

struct Publication {
    const TargetConfig& target;
    const std::string& name;
    DirectoryResource resource;
    StoreReader& reader;
    const Schema& schema;
    const std::vector<FeedPtr>& feeds;
    UnixTime now;

    void write_to(std::ostream& out, PublishOutcome& outcome) const;
    ExportOptions options() const;
    void write_consultations_to(std::ostream& out) const;
    std::set<std::string> shown_feeds() const;
    /// For the temporary files of a workbook; a rehearsal makes no directory.
    std::filesystem::path work_directory() const {
        return std::filesystem::is_directory(target.path) ? target.path
                                                          : std::filesystem::temp_directory_path();
    }
    void write_catalog_to(std::ostream& out) const;
    std::vector<PublishedFile> published_files() const;
    void add_departement_files(std::vector<PublishedFile>& files, const std::string& of,
                               const DirectoryResource& what) const;
    std::uint64_t count(const std::filesystem::path& file) const;
};

/// Licences that may not stand in one file: an operator must decide.
class LicenceConflict : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

UnixTime modification_time(const std::filesystem::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_mtim.tv_sec : 0;
}

std::string read_small_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Those that are there: the outbox knows them only together.
void Publication::add_departement_files(std::vector<PublishedFile>& files, const std::string& of,
                                        const DirectoryResource& what) const {
    for (const std::string& file : departement_files(target, of)) {
        const std::filesystem::path path = target.path / file;
        const auto parsed = parse_departement_file(path.filename().string());
        std::error_code missing;
        const std::uint64_t bytes = std::filesystem::file_size(path, missing);
        if (parsed && !missing)
            files.push_back(
                {file, what.kind, what.format, bytes, 0, "", modification_time(path), parsed->department});
    }
}

/// The record files of this target that are there as the outbox says.
std::vector<PublishedFile> Publication::published_files() const {
    std::vector<PublishedFile> files;
    const std::vector<OutboxRow> rows = reader.outbox();
    for (const std::string& other : directory_resources(target, schema)) {
        const auto what = parse_directory_resource(other, schema);
        const bool described = what && (what->type == DirectoryResource::Type::records ||
                                        what->type == DirectoryResource::Type::consultations);
        if (!described) continue;
        for (const OutboxRow& row : rows) {
            std::error_code missing;
            const auto file = target.path / other;
            if (row.target != target.name || row.resource != other || row.sha256.empty()) continue;
            if (what->per_departement) {
                add_departement_files(files, other, *what);
                continue;
            }
            if (std::filesystem::file_size(file, missing) != row.bytes || missing) continue;
            files.push_back(
                {other, what->kind, what->format, row.bytes, row.rows, row.sha256, modification_time(file)});
        }
    }
    return files;
}

void Publication::write_catalog_to(std::ostream& out) const {
    const auto issued = published_dates(read_small_file(target.path / "catalog.jsonld"));
    const std::string catalog =
        write_catalog(schema, feeds, reader.feeds(), published_files(), target.base_url, issued);
    if (resource.type == DirectoryResource::Type::catalog_turtle)
        out << turtle_of(catalog);
    else if (resource.type == DirectoryResource::Type::catalog_xml)
        out << rdf_xml_of(catalog);
    else
        out << catalog;
}

ExportOptions Publication::options() const {
    return {.list_separator = target.list_separator,
            .feeds = feeds,
            .remembered = reader.feeds(),
            .only_feeds = shown_feeds()};
}

/// The days that are over: a file that changes each minute would be published each minute.
void Publication::write_consultations_to(std::ostream& out) const {
    constexpr UnixTime day = 86'400;
    const std::string yesterday = iso_utc(std::max<UnixTime>(now - day, 1)).substr(0, 10);
    write_consultations(out, reader.consultations("", yesterday));
}

void Publication::write_to(std::ostream& out, PublishOutcome& outcome) const {
    if (resource.is_catalog()) return write_catalog_to(out);
    if (resource.type == DirectoryResource::Type::consultations) return write_consultations_to(out);
    if (resource.type == DirectoryResource::Type::table_schema) {
        out << write_table_schema(schema, resource.kind, target.list_separator, feeds, reader.feeds());
        return;
    }
    const ExportOptions options = this->options();
    const auto writer =
        make_export_writer(resource.format, schema, resource.kind, options, out, work_directory());
    const QualityFloor floor = quality_floor(schema.kind(resource.kind), target.quality_min, now, reader);
    writer->begin();
    for_each_golden_beside(reader, resource.kind, 0, [&](const GoldenRecord& record) {
        if (!has_source_of(record, options.only_feeds)) return true;
        if (floor.is_below(record))
            ++outcome.below_quality;
        else
            writer->write(record);
        return out.good(); // a full disk ends the export at once
    });
    writer->end();
    outcome.rows = writer->rows();
    outcome.protected_cells = writer->protected_cells();
    for (const auto& [feed, count] : writer->withheld()) outcome.withheld += count;
}

/// Of the part that licences = "split" makes; empty: of all feeds. Throws LicenceConflict when they cannot be
/// mixed.
std::set<std::string> Publication::shown_feeds() const {
    const Kind& kind = schema.kind(resource.kind);
    const std::vector<FeedPtr> givers = contributors_of(kind, feeds, reader.feeds());
    if (target.licences != "split") {
        const LicenceVerdict verdict = judge_licences(kind, givers);
        if (!verdict.conflict.empty()) throw LicenceConflict(verdict.conflict);
        return {};
    }
    std::set<std::string> shown = feeds_under(resource.licence, givers);
    const bool all = resource.licence.empty() && shown.size() == givers.size();
    if (!all && shown.empty()) shown.insert(""); // nobody's
    return all ? std::set<std::string>() : shown;
}

std::uint64_t Publication::count(const std::filesystem::path& file) const {
    switch (resource.type) {
    case DirectoryResource::Type::catalog:
        return count_members(file, "dcat:dataset");
    case DirectoryResource::Type::catalog_turtle:
        return count_lines(file, "    a dcat:Dataset ;");
    case DirectoryResource::Type::catalog_xml:
        return count_lines(file, "      </dcat:Dataset>");
    case DirectoryResource::Type::table_schema:
        return count_members(file, "fields");
    case DirectoryResource::Type::consultations:
    case DirectoryResource::Type::records:
        break;
    }
    return count_records(file, resource.format);
}

/// Throws std::runtime_error when the file is not what was written.
void verify(const Publication& publication, const std::filesystem::path& file, PublishOutcome& outcome) {
    auto counting = std::async(std::launch::async, [&] { return publication.count(file); });
    if (file_digest(file) != outcome.sha256)
        throw std::runtime_error(
            "read back, " + publication.name +
            " is not what was written (SHA-256 differs); the old file stays: check the disk");
    const std::uint64_t counted = counting.get();
    if (publication.resource.type != DirectoryResource::Type::records) outcome.rows = counted;
    if (counted != outcome.rows)
        throw std::runtime_error("read back, " + publication.name + " holds " + std::to_string(counted) +
                                 " records instead of " + std::to_string(outcome.rows) +
                                 "; the old file stays: please report this");
    outcome.verified = true;
}

void rehearse(const Publication& publication, PublishOutcome& outcome) {
    DigestBuffer buffer;
    std::ostream out(&buffer);
    publication.write_to(out, outcome);
    outcome.bytes = buffer.bytes();
    outcome.sha256 = buffer.finish_hex();
    const bool same = file_digest(publication.target.path / publication.name) == outcome.sha256;
    outcome.result = same ? "unchanged" : "published";
}

void publish(const Publication& publication, PublishOutcome& outcome) {
    const std::filesystem::path published = publication.target.path / publication.name;
    SafeFile file(publication.target.path, publication.name);
    publication.write_to(file.stream(), outcome);
    crash_point("publish.written");
    outcome.sha256 = file.finish();
    outcome.bytes = file.bytes();
    std::error_code missing;
    if (std::filesystem::file_size(published, missing) == outcome.bytes && !missing &&
        file_digest(published) == outcome.sha256) {
        verify(publication, published, outcome);
        outcome.result = "unchanged";
        return;
    }
    file.sync();
    verify(publication, file.temporary(), outcome);
    crash_point("publish.before-rename");
    file.commit();
    crash_point("publish.after-rename");
    outcome.result = "published";
}

} // namespace

PublishOutcome publish_to_directory(const TargetConfig& target, const std::string& resource,
                                    StoreReader& reader, const Schema& schema,
                                    const std::vector<FeedPtr>& feeds, const OutboxRow& previous,
                                    bool dry_run, UnixTime now) {
    PublishOutcome outcome;
    outcome.target = target.name;
    outcome.resource = resource;
    const auto fail = [&](bool permanent, const std::string& message) {
        outcome.result = permanent ? "parked" : "failed";
        outcome.error = message;
        outcome.verified = false;
        outcome.bytes = previous.bytes; // what readers still see
        outcome.rows = previous.rows;
        outcome.sha256 = previous.sha256;
    };
    try {
        const auto what = parse_directory_resource(resource, schema);
        if (!what) {
            fail(true, "no kind of the schema is published as " + resource +
                           ": correct kinds and formats of [[target]]");
            return outcome;
        }
        const Publication publication{target, resource, *what, reader, schema, feeds, now};
        if (what->per_departement)
            publish_departements({target, resource, *what, reader, schema, publication.options(),
                                  publication.work_directory(), now, dry_run},
                                 outcome);
        else
            dry_run ? rehearse(publication, outcome) : publish(publication, outcome);
    } catch (const LicenceConflict& conflict) {
        fail(true, conflict.what());
    } catch (const FileError& error) {
        fail(error.permanent(), error.what());
    } catch (const std::exception& error) {
        fail(false, error.what());
    }
    return outcome;
}

void clean_directory(const TargetConfig& target) {
    std::error_code ignored;
    for (const std::filesystem::path& directory : {target.path, target.path / "departements"})
        for (const auto& entry : std::filesystem::directory_iterator(directory, ignored))
            if (is_temporary_name(entry.path().filename().string()))
                std::filesystem::remove(entry.path(), ignored);
}

} // namespace moisson
