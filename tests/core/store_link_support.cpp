#include "tests/core/store_link_support.hpp"

#include <doctest/doctest.h>

namespace moisson::test {

namespace {

Field named_field(const std::string& name, Role role, const std::string& references = "") {
    Field result;
    result.name = name;
    result.role = role;
    result.references = references;
    return result;
}

std::shared_ptr<const Schema> organisation_schema() {
    Kind service, structure;
    service.name = "service";
    service.plural = "services";
    service.fields = {named_field("id", Role::identifier), named_field("nom", Role::title),
                      named_field("structure_id", Role::parent, "structure"),
                      named_field("date_maj", Role::update_date)};
    structure.name = "structure";
    structure.plural = "structures";
    structure.fields = {
        named_field("id", Role::identifier),          named_field("nom", Role::organisation_name),
        named_field("adresse", Role::street_address), named_field("code_postal", Role::postcode),
        named_field("commune", Role::municipality),   named_field("telephone", Role::phone),
        named_field("courriel", Role::email),         named_field("siret", Role::siret),
        named_field("date_maj", Role::update_date)};
    return Schema::from_kinds({service, structure});
}

std::string members_of(const GoldenRecord& golden) {
    std::set<std::string> names;
    for (const GoldenRecord::Member& member : golden.sources) names.insert(member.feed + "/" + member.id);
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : " + ") + name;
    return text;
}

} // namespace

LinkBench::LinkBench() : StoreBench(&Store::open, organisation_schema()) {
    columns = {{1,
                {{"id", 0},
                 {"nom", 1},
                 {"adresse", 2},
                 {"code_postal", 3},
                 {"commune", 4},
                 {"telephone", 5},
                 {"courriel", 6},
                 {"siret", 7},
                 {"date_maj", 8}}}};
    config.guards.max_deletions = 1;
    config.guards.max_new_ids = 9;
    adjust = [](ApplyContext& apply) { apply.link_follows = true; };
}

RunRow LinkBench::run(const std::string& feed, const std::vector<Cells>& rows) {
    const RunRow row = StoreBench::run(feed, rows);
    return row.guard ? approve(feed, row.run) : row;
}

LinkSummary LinkBench::link() {
    now += 60;
    context.now = now;
    context.random_seed = static_cast<std::uint64_t>(now);
    return store().link(context);
}

Cells LinkBench::organisation(const std::string& id, const std::string& name, const std::string& street,
                              const std::string& postcode, const std::string& town, const std::string& phone,
                              const std::string& email, const std::string& siret) {
    return {id, name, street, postcode, town, phone, email, siret, "2024-01-01"};
}

RecordName structure(const std::string& text) {
    const std::size_t slash = text.find('/');
    return {"structure", text.substr(0, slash), text.substr(slash + 1)};
}

void LinkBench::judge(const std::string& a, const std::string& b, Verdict verdict) {
    Judgement wanted;
    wanted.a = structure(a);
    wanted.b = structure(b);
    wanted.verdict = verdict;
    wanted.who = "anne";
    wanted.why = "visited both";
    wanted.at = now;
    store().judge(wanted);
}

Partition LinkBench::partition(UnixTime as_of) const {
    Partition result;
    reader()->for_each_golden(1, as_of, [&](const GoldenRecord& golden) {
        std::set<std::string> names;
        for (const GoldenRecord::Member& member : golden.sources) names.insert(member.feed + "/" + member.id);
        CHECK(result.insert(names).second);
        return true;
    });
    return result;
}

std::map<std::string, std::string> LinkBench::bodies(UnixTime as_of) const {
    std::map<std::string, std::string> result;
    std::string id_before;
    reader()->for_each_golden(1, as_of, [&](const GoldenRecord& golden) {
        CHECK(golden.public_id > id_before); // ordered
        id_before = golden.public_id;
        Record record = golden.record;
        record.id.clear();
        std::string body;
        write_body(schema->kind(1), record, body);
        result[members_of(golden)] = body;
        return true;
    });
    return result;
}

std::map<std::string, std::string> LinkBench::ids() const {
    std::map<std::string, std::string> result;
    reader()->for_each_golden(1, 0, [&](const GoldenRecord& golden) {
        result[members_of(golden)] = golden.public_id + " at " + std::to_string(golden.seq);
        return true;
    });
    return result;
}

std::string LinkBench::id_of(const std::string& feed_and_id) const {
    const auto found = reader()->find(feed_and_id);
    REQUIRE(found.size() == 1);
    return found.front().public_id;
}

std::vector<std::string> LinkBench::events(std::int64_t after) const {
    std::vector<std::string> result;
    reader()->for_each_event_since(after, [&](const ClusterEvent& event) {
        CHECK(event.seq > after);
        CHECK(event.at > 0);
        if (event.kind != "golden")
            result.push_back(event.kind + (event.record.id.empty()
                                               ? ""
                                               : " " + event.record.feed + "/" + event.record.id));
        return true;
    });
    return result;
}

} // namespace moisson::test
