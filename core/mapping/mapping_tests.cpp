#include "core/mapping/mapping_tests.hpp"

#include "core/export/json_text.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/text/numbers.hpp"
#include "core/text/suggest.hpp"

#include <algorithm>
#include <charconv>
#include <deque>

namespace moisson {
namespace {

using Input = std::map<std::string, std::vector<std::string>>;

/// A path as one step of another.
std::string escape_step(std::string_view path) {
    std::string step;
    for (const char c : path)
        if (c == '~' || c == '/')
            step += c == '~' ? "~0" : "~1";
        else
            step += c;
    return step;
}

/// The raw record that a decoder would make of the inputs.
class InputRecord {
public:
    InputRecord(const std::vector<std::string>& selectors, const Input& input) {
        for (const std::string& selector : selectors) {
            RawRecord::Slot slot{static_cast<std::uint32_t>(texts_.size()), 0};
            if (const auto at = input.find(selector); at != input.end())
                texts_.insert(texts_.end(), at->second.begin(), at->second.end());
            else if (const auto list = input.find(list_of(selector)); list != input.end())
                add_elements(list->second);
            else if (const std::size_t mark = selector.find(element_mark); mark != selector.npos)
                add_from_elements(selector.substr(mark + element_mark.size()),
                                  input.find(selector.substr(0, mark)), input);
            else if (selector == whole_record_selector)
                add_whole(input);
            slot.count = static_cast<std::uint32_t>(texts_.size()) - slot.first;
            slots_.push_back(slot);
            elements_.resize(texts_.size());
        }
        raw_.slots = slots_;
        raw_.texts = texts_;
        raw_.elements = elements_;
    }
    /// "services/*" → "services", else a name that no input has.
    static std::string list_of(const std::string& selector) {
        return selector.ends_with("/*") ? selector.substr(0, selector.size() - 2) : std::string();
    }
    InputRecord(const InputRecord&) = delete;
    InputRecord& operator=(const InputRecord&) = delete;
    const RawRecord& raw() const { return raw_; }

private:
    void add_elements(const std::vector<std::string>& lists) {
        std::vector<std::string> items;
        for (const std::string& list : lists) json_array_items(list, items);
        for (std::string& item : items) texts_.push_back(held_.emplace_back(std::move(item)));
    }

    /// XML: an element is written as an object of its paths, or as its text.
    void add_from_elements(const std::string& path, Input::const_iterator list, const Input& input) {
        if (list == input.end()) return;
        std::vector<std::string> items;
        for (const std::string& text : list->second)
            if (!json_array_items(text, items)) items.push_back(text);
        JsonPaths member;
        member.add('/' + escape_step(path));
        std::vector<std::vector<std::string>> found;
        for (std::uint32_t element = 1; element <= items.size(); ++element) {
            std::string& item = items[element - 1];
            member.read(item, found);
            if (path.empty()) found[0] = {""};
            if (path == whole_record_selector || (path == "." && !item.starts_with('{'))) found[0] = {item};
            for (std::string& text : found[0]) texts_.push_back(held_.emplace_back(std::move(text)));
            elements_.resize(texts_.size(), element);
        }
    }

    void add_whole(const Input& input) {
        std::string& json = held_.emplace_back("{");
        for (const auto& [name, texts] : input) {
            if (json.size() > 1) json += ',';
            append_json_string(json, name);
            json += ':';
            append_json_string(json, texts.empty() ? "" : texts.front());
        }
        texts_.push_back(json += '}');
    }

    std::deque<std::string> held_;
    std::vector<std::string_view> texts_;
    std::vector<std::uint32_t> elements_;
    std::vector<RawRecord::Slot> slots_;
    RawRecord raw_;
};

template<typename Number>
std::string shortest(Number number) {
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, number).ptr);
}

std::string shown(const std::vector<std::string>& texts) {
    if (texts.empty()) return "nothing";
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "\"" : ", \"") + text + "\"";
    return all;
}

bool is_same(const std::vector<std::string>& wanted, const std::vector<std::string>& found,
             const Value& value) {
    if (wanted == found) return true;
    if (wanted.size() != 1 || found.size() != 1) return false;
    const auto* number = std::get_if<double>(&value);
    return number && parse_decimal(wanted[0]) == *number;
}

class TestRun {
public:
    TestRun(const FeedConfig& feed, std::shared_ptr<const Schema> schema, Today today)
        : feed_(feed), schema_(schema),
          mapping_(Mapping::compile(std::make_shared<FeedConfig>(feed), std::move(schema), today)) {}

    std::vector<Diagnostic> run() {
        for (const MappingTest& test : feed_.tests) run(test);
        return std::move(found_);
    }

private:
    void run(const MappingTest& test) {
        check_inputs(test);
        const InputRecord input(mapping_->selectors(), test.input);
        std::vector<MappedRecord> records(mapping_->kinds().size());
        for (std::size_t i = 0; i < records.size(); ++i)
            map_element(i, test.element, input.raw(), records[i]);
        for (const auto& [name, wanted] : test.expect) check_field(test, name, wanted, records);
    }

    /// A kind without explode has one element, which every test means.
    void map_element(std::size_t kind, std::size_t wanted, const RawRecord& raw, MappedRecord& out) const {
        std::size_t element = 0;
        out.skipped = true;
        mapping_->for_each_part(kind, raw, [&](const RawRecord& part) {
            if (++element == wanted || !mapping_->explodes(kind)) mapping_->map(kind, part, out);
        });
    }

    Diagnostic& report(const MappingTest& test, const char* code, std::string message,
                       Severity severity = Severity::error) {
        Diagnostic diagnostic;
        diagnostic.severity = severity;
        diagnostic.code = code;
        diagnostic.where = test.where;
        diagnostic.message = std::move(message);
        return found_.emplace_back(std::move(diagnostic));
    }

    void check_inputs(const MappingTest& test) {
        const auto& known = mapping_->selectors();
        for (const auto& [column, value] : test.input) {
            const auto has = [&](const std::string& name) {
                return std::find(known.begin(), known.end(), name) != known.end();
            };
            if (has(column) || has(column + "/*") || has(column + std::string(element_mark)) ||
                has(std::string(whole_record_selector)))
                continue;
            Diagnostic& diagnostic = report(test, "feed.test-unused-input",
                                            "no field reads the input \"" + column + "\"", Severity::warning);
            if (const auto near_name = suggest(column, known))
                diagnostic.hint = "did you mean \"" + *near_name + "\"?";
        }
    }

    /// "structure.nom", or "nom" of the first kind that has such a field.
    bool find_field(const std::string& name, std::size_t& position, std::size_t& field) const {
        const std::size_t dot = name.find('.');
        for (position = 0; position < mapping_->kinds().size(); ++position) {
            const Kind& kind = schema_->kind(mapping_->kinds()[position]);
            if (dot != name.npos && name.substr(0, dot) != kind.name) continue;
            const int index = kind.find(dot == name.npos ? name : name.substr(dot + 1));
            if (index < 0) continue;
            field = static_cast<std::size_t>(index);
            return true;
        }
        return false;
    }

    void check_field(const MappingTest& test, const std::string& name, std::vector<std::string> wanted,
                     const std::vector<MappedRecord>& records) {
        std::size_t position = 0, field = 0;
        if (!find_field(name, position, field)) {
            report(test, "feed.test-unknown-field",
                   "the test expects \"" + name + "\", which this feed does not map");
            return;
        }
        wanted.erase(std::remove(wanted.begin(), wanted.end(), ""), wanted.end());
        const MappedRecord& mapped = records[position];
        const Field& schema_field = schema_->kind(mapped.record.kind).fields[field];
        const bool is_id = schema_field.role == Role::identifier && !mapped.skipped;
        const Value value = mapped.skipped ? Value()
                            : is_id        ? Value(mapped.record.id)
                                           : value_of(mapped, field);
        std::vector<std::string> found = value_texts(value);
        if (is_same(wanted, found, value)) return;
        Diagnostic& diagnostic =
            report(test, "feed.test-failed", name + ": expected " + shown(wanted) + ", got " + shown(found));
        for (const Issue& issue : mapped.issues)
            if (issue.field == schema_field.name || issue.field.empty())
                diagnostic.note = issue.code + ": " + issue.message;
    }

    static Value value_of(const MappedRecord& mapped, std::size_t field) {
        return field < mapped.record.values.size() ? mapped.record.values[field] : Value();
    }

    const FeedConfig& feed_;
    std::shared_ptr<const Schema> schema_;
    std::unique_ptr<Mapping> mapping_;
    std::vector<Diagnostic> found_;
};

} // namespace

std::vector<std::string> value_texts(const Value& value) {
    switch (value.index()) {
    case 1:
        return {std::get<std::string>(value)};
    case 2:
        return {std::to_string(std::get<std::int64_t>(value))};
    case 3:
        return {shortest(std::get<double>(value))};
    case 4:
        return {std::get<bool>(value) ? "true" : "false"};
    case 5:
        return std::get<List>(value);
    default:
        return {};
    }
}

std::vector<Diagnostic> run_mapping_tests(const FeedConfig& feed, const std::shared_ptr<const Schema>& schema,
                                          Today today) {
    if (feed.tests.empty()) return {};
    return TestRun(feed, schema, today).run();
}

} // namespace moisson
