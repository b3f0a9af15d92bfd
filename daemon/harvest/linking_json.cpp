// Orders of linking and their answers as the control socket carries them.
#include "core/export/json_text.hpp"
#include "core/mapping/mapping.hpp"
#include "daemon/harvest/linking.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace moisson {

namespace {

using Json = nlohmann::ordered_json;

Json json_of_name(const RecordName& name) {
    return {{"kind", name.kind}, {"feed", name.feed}, {"id", name.id}};
}

RecordName name_from_json(const Json& json) {
    return {json.at("kind").get<std::string>(), json.at("feed").get<std::string>(),
            json.at("id").get<std::string>()};
}

Json json_of_judgement(const Judgement& judgement) {
    return {{"a", json_of_name(judgement.a)},
            {"b", json_of_name(judgement.b)},
            {"verdict", to_string(judgement.verdict)},
            {"who", judgement.who},
            {"why", judgement.why},
            {"at", judgement.at}};
}

Judgement judgement_from_json(const Json& json) {
    Judgement judgement;
    judgement.a = name_from_json(json.at("a"));
    judgement.b = name_from_json(json.at("b"));
    const auto verdict = parse_verdict(json.at("verdict").get<std::string>());
    if (!verdict) throw std::invalid_argument("a verdict is same, different or unsure");
    judgement.verdict = *verdict;
    judgement.who = json.value("who", "");
    judgement.why = json.value("why", "");
    judgement.at = json.value("at", UnixTime{0});
    return judgement;
}

Json json_of_pin(const Pin& pin, const Schema& schema) {
    const Kind& kind = schema.kind(static_cast<std::size_t>(schema.find(pin.record.kind)));
    std::string value;
    append_json_value(value, kind.fields.at(static_cast<std::size_t>(kind.find(pin.field))), pin.value);
    return {{"record", json_of_name(pin.record)},
            {"field", pin.field},
            {"value", Json::parse(value)},
            {"who", pin.who},
            {"why", pin.why},
            {"at", pin.at}};
}

Pin pin_from_json(const Json& json, const Schema& schema) {
    Pin pin;
    pin.record = name_from_json(json.at("record"));
    pin.field = json.at("field").get<std::string>();
    pin.who = json.value("who", "");
    pin.why = json.value("why", "");
    pin.at = json.value("at", UnixTime{0});
    const int kind = schema.find(pin.record.kind);
    const int field = kind < 0 ? -1 : schema.kind(static_cast<std::size_t>(kind)).find(pin.field);
    if (field < 0) throw std::invalid_argument("no field \"" + pin.field + "\" of a " + pin.record.kind);
    const Record record = read_body(schema, static_cast<std::uint16_t>(kind), pin.record.id,
                                    Json{{pin.field, json.at("value")}}.dump());
    pin.value = record.values.at(static_cast<std::size_t>(field));
    return pin;
}

Json json_of_alias(const Alias& alias) {
    return {
        {"feed", alias.feed},         {"old", alias.old_id}, {"new", alias.new_id}, {"state", alias.state},
        {"evidence", alias.evidence}, {"who", alias.who},    {"why", alias.why},    {"at", alias.at}};
}

Alias alias_from_json(const Json& json) {
    Alias alias{json.at("feed").get<std::string>(),
                json.at("old").get<std::string>(),
                json.at("new").get<std::string>(),
                json.at("state").get<std::string>(),
                json.value("evidence", ""),
                json.value("who", ""),
                json.value("why", ""),
                json.value("at", UnixTime{0})};
    if (alias.state != "accepted" && alias.state != "refused")
        throw std::invalid_argument("an alias is accepted or refused");
    return alias;
}

} // namespace

Json to_json(const LinkOrder& order, const Schema& schema) {
    Json judgements = Json::array();
    for (const Judgement& judgement : order.judgements) judgements.push_back(json_of_judgement(judgement));
    Json json{{"refit", order.refit},
              {"full", order.full},
              {"judgements", std::move(judgements)},
              {"import", order.import},
              {"undo_judgement", order.undo_judgement},
              {"undo_pin", order.undo_pin},
              {"actor", order.actor}};
    if (!order.forget.empty()) json["forget"] = to_json(order.forget);
    for (const Alias& alias : order.aliases) json["aliases"].push_back(json_of_alias(alias));
    if (order.pin) json["pin"] = json_of_pin(*order.pin, schema);
    return json;
}

LinkOrder link_order_from_json(const Json& json, const Schema& schema) {
    LinkOrder order;
    order.refit = json.value("refit", false);
    order.full = json.value("full", false);
    order.import = json.value("import", false);
    for (const Json& one : json.value("judgements", Json::array()))
        order.judgements.push_back(judgement_from_json(one));
    if (json.contains("pin")) order.pin = pin_from_json(json.at("pin"), schema);
    for (const Json& one : json.value("aliases", Json::array()))
        order.aliases.push_back(alias_from_json(one));
    order.undo_judgement = json.value("undo_judgement", std::int64_t{0});
    order.undo_pin = json.value("undo_pin", std::int64_t{0});
    order.actor = json.value("actor", "");
    if (json.contains("forget")) order.forget = forget_order_from_json(json.at("forget"));
    return order;
}

Json to_json(const LinkSummary& summary) {
    return {{"pending", summary.pending}, {"changed", summary.changed},     {"looked_at", summary.looked_at},
            {"pairs", summary.pairs},     {"edges", summary.edges},         {"joined", summary.joined},
            {"left", summary.left},       {"merged", summary.merged},       {"split", summary.split},
            {"revived", summary.revived}, {"dissolved", summary.dissolved}, {"goldens", summary.goldens},
            {"full", summary.full},       {"fitted", summary.fitted}};
}

Json to_json(const LinkAnswer& answer) {
    Json json = to_json(answer.summary);
    json["numbers"] = answer.numbers;
    json["refused"] = answer.refused;
    json["duration_ms"] = answer.duration_ms;
    json["forgotten"] = to_json(answer.forgotten);
    return json;
}

LinkAnswer link_answer_from_json(const Json& json) {
    LinkAnswer answer;
    LinkSummary& summary = answer.summary;
    const auto read = [&](const char* name, std::uint64_t& into) {
        into = json.value(name, std::uint64_t{0});
    };
    read("pending", summary.pending), read("changed", summary.changed), read("looked_at", summary.looked_at);
    read("pairs", summary.pairs), read("edges", summary.edges), read("joined", summary.joined);
    read("left", summary.left), read("merged", summary.merged), read("split", summary.split);
    read("revived", summary.revived), read("dissolved", summary.dissolved), read("goldens", summary.goldens);
    read("duration_ms", answer.duration_ms);
    summary.full = json.value("full", std::vector<std::string>{});
    summary.fitted = json.value("fitted", std::vector<std::string>{});
    answer.numbers = json.value("numbers", std::vector<std::int64_t>{});
    if (json.contains("forgotten")) answer.forgotten = forget_answer_from_json(json.at("forgotten"));
    answer.refused = json.value("refused", std::vector<std::string>{});
    return answer;
}

} // namespace moisson
