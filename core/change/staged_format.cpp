#include "core/change/staged_format.hpp"

#include "core/change/bytes.hpp"

namespace moisson::staged {

namespace {

void put_rates(std::string& out, const std::vector<std::vector<double>>& rates) {
    put_value(out, static_cast<std::uint32_t>(rates.size()));
    for (const auto& row : rates) put_array(out, row);
}

std::vector<std::vector<double>> get_rates(ByteReader& in) {
    std::vector<std::vector<double>> rates;
    for (auto rows = in.value<std::uint32_t>(); rows > 0; --rows) rates.push_back(in.array<double>());
    return rates;
}

/// Other bytes than 0 and 1 are no bool: reading them as one would be undefined.
bool get_flag(ByteReader& in) {
    const auto byte = in.value<std::uint8_t>();
    if (byte > 1) throw std::runtime_error("a flag is neither true nor false");
    return byte == 1;
}

Completeness get_completeness(ByteReader& in) {
    const auto value = in.value<Completeness>();
    if (value > Completeness::incomplete) throw std::runtime_error("an unknown completeness");
    return value;
}

} // namespace

Digest128 chain(const Digest128& before, std::string_view block) {
    std::string link;
    put_value(link, before);
    put_value(link, digest128(block));
    return digest128(link);
}

std::string encode(const Difference& d) {
    std::string out;
    put_value(out, d.base_run);
    put_value(out, d.counts);
    for (std::uint64_t number :
         {d.records_seen, d.records_distinct, d.newly_missing, d.staged, d.same_content_other_id, d.rekeyable,
          d.duplicates_collapsed, d.duplicates_conflicting, d.retyped_ids})
        put_value(out, number);
    put_array(out, d.active_before);
    for (const auto* list :
         {&d.missing, &d.withdrawn, &d.back, &d.newly_rejected, &d.recovered, &d.superseded})
        put_array(out, *list);
    put_array(out, d.rekeyed);
    put_rates(out, d.fill_rates);
    put_value(out, static_cast<std::uint32_t>(d.missing_selectors.size()));
    for (const std::string& selector : d.missing_selectors) put_text(out, selector);
    put_text(out, d.newest_date);
    put_value(out, d.missing_identifier);
    put_value(out, d.all_mapped);
    put_value(out, d.completeness);
    return out;
}

Difference decode(std::string_view bytes) {
    ByteReader in(bytes);
    Difference d;
    d.base_run = in.value<RunId>();
    d.counts = in.value<RunCounts>();
    for (std::uint64_t* number :
         {&d.records_seen, &d.records_distinct, &d.newly_missing, &d.staged, &d.same_content_other_id,
          &d.rekeyable, &d.duplicates_collapsed, &d.duplicates_conflicting, &d.retyped_ids})
        *number = in.value<std::uint64_t>();
    d.active_before = in.array<std::uint64_t>();
    for (auto* list : {&d.missing, &d.withdrawn, &d.back, &d.newly_rejected, &d.recovered, &d.superseded})
        *list = in.array<std::uint32_t>();
    d.rekeyed = in.array<Difference::Rekeyed>();
    d.fill_rates = get_rates(in);
    for (auto count = in.value<std::uint32_t>(); count > 0; --count)
        d.missing_selectors.emplace_back(in.text());
    d.newest_date = in.text();
    d.missing_identifier = get_flag(in);
    d.all_mapped = get_flag(in);
    d.completeness = get_completeness(in);
    return d;
}

} // namespace moisson::staged
