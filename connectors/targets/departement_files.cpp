#include "connectors/targets/departement_files.hpp"

#include "connectors/targets/read_back.hpp"
#include "connectors/targets/safe_file.hpp"
#include "connectors/targets/xlsx_writer.hpp"
#include "core/export/published_view.hpp"
#include "core/export/record_belt.hpp"
#include "core/golden/quality_floor.hpp"
#include "core/store/crash_point.hpp"
#include "core/text/geo_codes.hpp"

#include <algorithm>
#include <map>

namespace moisson {

namespace {

constexpr std::string_view folder = "departements/";

/// "structures", ".csv" of "departements/structures.csv".
std::pair<std::string, std::string> stem_and_extension(const std::string& resource) {
    const std::size_t dot = resource.rfind('.');
    return {resource.substr(folder.size(), dot - folder.size()), resource.substr(dot)};
}

/// A file that is being written, or, in a rehearsal, only digested.
class DepartementFile {
public:
    DepartementFile(const DepartementWork& work, const std::string& department)
        : path_(work.target.path / departement_file(work.name, department)), format_(work.resource.format) {
        if (work.dry_run)
            rehearsed_.emplace(&digest_.emplace());
        else
            file_.emplace(path_.parent_path(), path_.filename().string());
        std::ostream& out = file_ ? file_->stream() : *rehearsed_;
        writer_ = make_export_writer(format_, work.schema, work.resource.kind, work.options, out,
                                     work.work_directory);
        writer_->begin();
    }
    ExportWriter& writer() { return *writer_; }

    /// True when it differs from the file that is there. `digests`: a line of it is added.
    bool finish(PublishOutcome& outcome, std::string& digests) {
        writer_->end();
        const std::string sha256 = file_ ? file_->finish() : digest_->finish_hex();
        digests += path_.filename().string() + ' ' + sha256 + '\n';
        outcome.rows += writer_->rows();
        outcome.bytes += file_ ? file_->bytes() : digest_->bytes();
        outcome.protected_cells += writer_->protected_cells();
        for (const auto& [feed, count] : writer_->withheld()) outcome.withheld += count;
        if (file_digest(path_) == sha256) return false;
        if (file_) put_in_place(sha256);
        return true;
    }

private:
    void put_in_place(const std::string& sha256) {
        file_->sync();
        if (file_digest(file_->temporary()) != sha256 ||
            count_records(file_->temporary(), format_) != writer_->rows())
            throw std::runtime_error("read back, " + path_.filename().string() +
                                     " is not what was written; the old file stays: check the disk");
        crash_point("publish.before-rename");
        file_->commit();
    }

    std::filesystem::path path_;
    ExportFormat format_;
    std::optional<SafeFile> file_;
    std::optional<DigestBuffer> digest_;
    std::optional<std::ostream> rehearsed_;
    std::unique_ptr<ExportWriter> writer_;
};

/// Of the address that everybody sees: a file's name tells nothing that its rows do not.
std::string published_department(PublishedView& view, const GoldenRecord& record) {
    for (const Role role : {Role::insee_code, Role::postcode}) {
        const int field = view.kind().find(role);
        if (field < 0) continue;
        const auto* code = std::get_if<std::string>(&view.value(record, static_cast<std::uint16_t>(field)));
        if (code && !code->empty()) return std::string(department_of(*code));
    }
    return {};
}

} // namespace

std::string departement_file(const std::string& resource, const std::string& departement) {
    const auto [stem, extension] = stem_and_extension(resource);
    return std::string(folder) + stem + '-' + departement + extension;
}

std::optional<DepartementFileName> parse_departement_file(const std::string& file) {
    const std::size_t dash = file.rfind('-'), dot = file.rfind('.');
    if (dash == file.npos || dot == file.npos || dot < dash) return std::nullopt;
    std::string code = file.substr(dash + 1, dot - dash - 1);
    if (!is_departement_code(code)) return std::nullopt;
    return DepartementFileName{std::string(folder) + file.substr(0, dash) + file.substr(dot),
                               std::move(code)};
}

std::vector<std::string> departement_files(const TargetConfig& target, const std::string& resource) {
    std::vector<std::string> names;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(target.path / folder, missing)) {
        const std::string name = entry.path().filename().string();
        const auto parsed = parse_departement_file(name);
        if (parsed && parsed->resource == resource) names.push_back(std::string(folder) + name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

void publish_departements(const DepartementWork& work, PublishOutcome& outcome) {
    std::map<std::string, DepartementFile> files;
    const auto file_of = [&](const std::string& department) -> DepartementFile& {
        const auto known = files.find(department);
        return known != files.end() ? known->second
                                    : files.try_emplace(department, work, department).first->second;
    };
    for (const std::string& name : departement_files(work.target, work.name))
        file_of(parse_departement_file(name.substr(folder.size()))->department);
    const Kind& kind = work.schema.kind(work.resource.kind);
    PublishedView view(kind, work.options.feeds, work.options.remembered);
    view.show_only(work.options.only_feeds);
    const QualityFloor floor = quality_floor(kind, work.target.quality_min, work.now, work.reader);
    for_each_golden_beside(work.reader, work.resource.kind, 0, [&](const GoldenRecord& record) {
        if (!has_source_of(record, work.options.only_feeds)) return true;
        const std::string department = published_department(view, record);
        if (!is_departement_code(department)) return true;
        if (floor.is_below(record))
            ++outcome.below_quality;
        else
            file_of(department).writer().write(record);
        return true;
    });
    std::string digests;
    bool changed = false;
    for (auto& [department, file] : files) changed = file.finish(outcome, digests) || changed;
    outcome.sha256 = sha256_hex(digests);
    outcome.verified = !work.dry_run;
    outcome.result = changed ? "published" : "unchanged";
}

} // namespace moisson
