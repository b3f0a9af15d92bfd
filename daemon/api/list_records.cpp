// GET /api/v1/{plural}: pages of one revision.
#include "daemon/api/list_records.hpp"

#include "core/export/record_writers.hpp"
#include "core/query/page_token.hpp"
#include "core/query/query_filter.hpp"

#include <charconv>
#include <chrono>

namespace moisson::api {

namespace {

constexpr std::uint64_t looked_at_per_turn = 2'000; ///< some milliseconds
constexpr unsigned most_turns = 25;
constexpr std::size_t usual_page = 100, largest_page = 1000;

class ListTurns {
public:
    ListTurns(std::uint16_t kind, std::string query) : kind_(kind), query_(std::move(query)) {}

    std::optional<web::Response> turn(ApiData& data) {
        try {
            if (turns_ == 0) begin(data);
            if (!advance(data)) return std::nullopt;
            return page(data);
        } catch (const FilterError& error) {
            return web::problem(400, error.what());
        } catch (const EpochChanged& error) {
            return web::problem(410, std::string(error.what()) + "; begin the walk again, without cursor");
        }
    }

private:
    void begin(ApiData& data);
    void read_limit(const std::string& value);
    bool advance(ApiData& data); ///< true when the page is ready
    web::Response page(ApiData& data) const;
    std::string next(const ApiData& data) const;

    std::uint16_t kind_;
    std::string query_;
    QueryParameters filters_;
    std::optional<QueryFilter> filter_;
    std::size_t limit_ = usual_page, count_ = 0;
    std::uint64_t list_ = 0; ///< digest of kind and filters
    WalkPosition position_;
    unsigned turns_ = 0;
    bool more_ = true;
    std::string rows_;
};

std::int64_t seconds_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void ListTurns::read_limit(const std::string& value) {
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), limit_);
    if (error != std::errc() || end != value.data() + value.size() || limit_ == 0 || limit_ > largest_page)
        throw FilterError("limit is a number from 1 to 1000");
}

void ListTurns::begin(ApiData& data) {
    const auto parameters = web::query_parameters(query_);
    if (!parameters) throw FilterError("the query is not percent-encoded as it should be");
    std::string cursor, list = data.schema().kind(kind_).name + "\n" + data.sight().name();
    for (const auto& [name, value] : *parameters)
        if (name == "limit")
            read_limit(value);
        else if (name == "cursor")
            cursor = value;
        else
            filters_.emplace_back(name, value);
    for (const auto& [name, value] : filters_) list.append("\n").append(name).append("=").append(value);
    list_ = digest64(list);
    filter_.emplace(data.schema().kind(kind_), filters_, civil_date(seconds_now()));
    if (const auto since = filter_->modified_since()) filter_->only_after(data.pages().revision_at(*since));
    if (cursor.empty()) return;
    const auto position = read_page_token(cursor, list_, data.settings().cursor_key);
    if (!position)
        throw FilterError("this cursor is not of this list; follow the link \"next\" of a page as it is, or "
                          "begin without cursor");
    position_ = *position;
}

bool ListTurns::advance(ApiData& data) {
    PublishedView& view = data.view(kind_);
    const auto visit = [&](const GoldenRecord& record) {
        if (!filter_->wants(record, view)) return true;
        if (count_) rows_ += ",\n";
        append_json_record(rows_, view, record);
        return ++count_ < limit_;
    };
    more_ = data.pages().walk(kind_, position_, looked_at_per_turn, data.sight(), visit);
    return ++turns_ == most_turns || count_ == limit_ || !more_;
}

std::string ListTurns::next(const ApiData& data) const {
    std::string path = "/api/v1/" + data.schema().kind(kind_).plural + "?";
    for (const auto& [name, value] : filters_)
        path += web::percent_encode(name) + "=" + web::percent_encode(value) + "&";
    if (limit_ != usual_page) path += "limit=" + std::to_string(limit_) + "&";
    return link_to(data, path + "cursor=" + write_page_token(position_, list_, data.settings().cursor_key));
}

web::Response ListTurns::page(ApiData& data) const {
    web::Response response;
    const std::string link = more_ ? next(data) : "";
    response.body = "{\"kind\":\"" + data.schema().kind(kind_).name +
                    "\",\"revision\":" + std::to_string(position_.revision) +
                    ",\"count\":" + std::to_string(count_) +
                    ",\"next\":" + (more_ ? "\"" + link + "\"" : "null") + ",\"data\":[" + rows_ + "]}\n";
    if (more_) response.headers.emplace_back("Link", "<" + link + ">; rel=\"next\"");
    return response;
}

} // namespace

Turn list_turns(std::uint16_t kind, std::string query) {
    auto turns = std::make_shared<ListTurns>(kind, std::move(query));
    return [turns](ApiData& data) { return turns->turn(data); };
}

} // namespace moisson::api
