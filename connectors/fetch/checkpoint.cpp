#include "connectors/fetch/checkpoint.hpp"

#include "core/text/sha256.hpp"

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

namespace moisson {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr const char* log_name = "pages.log";

bool is_fresh(const fs::path& log) {
    std::error_code absent;
    const auto written = fs::last_write_time(log, absent);
    return !absent && fs::file_time_type::clock::now() - written < Checkpoint::longest_life;
}

std::string line_of(const CheckpointPage& page) {
    Json line = {{"file", page.file.filename().string()},
                 {"url", page.url},
                 {"bytes", {page.bytes.low, page.bytes.high}},
                 {"records", page.facts.records},
                 {"content", {page.facts.content.low, page.facts.content.high}},
                 {"more", page.facts.more},
                 {"next", page.facts.next}};
    if (page.facts.total) line["total"] = *page.facts.total;
    return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Throws what nlohmann throws for a line that a crash has cut short.
CheckpointPage page_of(const Json& line, const fs::path& directory) {
    CheckpointPage page;
    page.file = directory / fs::path(line.at("file").get<std::string>()).filename();
    page.url = line.at("url");
    page.bytes = {line.at("bytes").at(0), line.at("bytes").at(1)};
    page.facts.records = line.at("records");
    page.facts.content = {line.at("content").at(0), line.at("content").at(1)};
    page.facts.more = line.at("more");
    page.facts.next = line.at("next");
    if (line.contains("total")) page.facts.total = line.at("total").get<std::uint64_t>();
    return page;
}

} // namespace

Checkpoint::Checkpoint(fs::path directory, std::string request)
    : directory_(std::move(directory)), request_(sha256_hex(request)) {}

std::vector<CheckpointPage> Checkpoint::load() const {
    std::vector<CheckpointPage> pages;
    std::ifstream log(directory_ / log_name);
    std::string line;
    if (directory_.empty() || !log || !std::getline(log, line) || line != request_) return pages;
    if (!is_fresh(directory_ / log_name)) return pages;
    try {
        while (std::getline(log, line)) pages.push_back(page_of(Json::parse(line), directory_));
    } catch (const Json::exception&) { // the page that was being written
    }
    return pages;
}

void Checkpoint::add(const CheckpointPage& page) {
    if (directory_.empty()) return;
    std::error_code failed;
    if (!begun_) {
        fs::remove_all(directory_, failed);
        fs::create_directories(directory_, failed);
        fs::permissions(directory_, fs::perms::owner_all, failed);
        std::ofstream(directory_ / log_name) << request_ << '\n';
        begun_ = true;
    }
    fs::create_hard_link(page.file, directory_ / page.file.filename(), failed);
    if (failed) return clear();
    std::ofstream(directory_ / log_name, std::ios::app) << line_of(page);
}

void Checkpoint::clear() {
    std::error_code ignored;
    if (!directory_.empty()) fs::remove_all(directory_, ignored);
    directory_.clear();
}

} // namespace moisson
