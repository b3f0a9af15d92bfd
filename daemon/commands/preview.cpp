#include "daemon/commands/preview.hpp"

#include "connectors/formats/decoder.hpp"

#include <algorithm>
#include <map>

namespace moisson {

namespace {

std::string preview_text(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? *text : std::string();
}

using Counts = std::map<std::string, std::uint64_t>;

void append_counts(std::vector<ValueCount>& out, const std::string& field, const Counts& counts,
                   std::size_t most) {
    std::vector<ValueCount> rows;
    for (const auto& [value, count] : counts) rows.push_back({field, value, count});
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ValueCount& a, const ValueCount& b) { return a.count > b.count; });
    rows.resize(std::min(rows.size(), most));
    out.insert(out.end(), rows.begin(), rows.end());
}

} // namespace

std::vector<ValueCount> preview_counts(const ExamineRequest& request, std::size_t most) {
    std::vector<ValueCount> out;
    if (!request.feed->source.is_portal()) return out;
    const auto mapping = Mapping::compile(request.feed, request.schema, request.today);
    const Kind& kind = request.schema->kind(mapping->kinds().at(0));
    const int fields[] = {kind.find(Role::organisation_name), kind.find(Role::licence)};
    Counts counts[2];
    try {
        const auto decoder = open_decoder(request.feed->source, request.snapshot.parts, mapping->selectors(),
                                          request.snapshot.charset);
        MappedRecord mapped;
        for (RawRecord raw; decoder->next(raw);) {
            if (raw.defect || !mapping->keeps(raw)) continue;
            mapping->map(0, raw, mapped);
            if (mapped.skipped) continue;
            for (std::size_t i = 0; i < 2; ++i)
                if (fields[i] >= 0)
                    ++counts[i][preview_text(mapped.record.values[static_cast<std::size_t>(fields[i])])];
        }
    } catch (const FormatError&) {
        return out; // the examination of the whole snapshot reports it
    }
    for (std::size_t i = 0; i < 2; ++i)
        if (fields[i] >= 0)
            append_counts(out, kind.fields[static_cast<std::size_t>(fields[i])].name, counts[i], most);
    return out;
}

} // namespace moisson
