#include "connectors/formats/rdf/triple_store.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "core/model/digest.hpp"

#include <algorithm>
#include <cstring>

namespace moisson {
namespace {

void put_number(std::string& out, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) out += static_cast<char>(0x80 | (number & 0x7F));
    out += static_cast<char>(number);
}

std::uint64_t take_number(const char*& at) {
    std::uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*at++);
        number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return number;
    }
}

/// "<http://…" or "_g12": one name for both kinds of subjects.
void name_subject(const RdfTerm& subject, std::string& out) {
    out.assign(subject.kind == RdfTerm::Kind::blank ? "_" : "<").append(subject.value);
}

/// A run in the file: size of the name, size of the triples, name, triples.
struct RunHead {
    std::uint32_t name, triples;
};

} // namespace

TripleStore::TripleStore(std::filesystem::path directory, std::vector<std::string> record_types)
    : file_(std::move(directory)), record_types_(std::move(record_types)) {}

std::uint32_t TripleStore::number_of(std::string_view name) {
    if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
    if (names_.size() >= format_limit::rdf_names)
        throw FormatError(format_code::rdf_too_large, 0, 0,
                          "the document uses more than 65,536 different properties, types of values and "
                          "languages. Is it a catalogue?");
    const auto at = numbers_.try_emplace(std::string(name), static_cast<std::uint32_t>(names_.size())).first;
    names_.push_back(&at->first);
    return at->second;
}

void TripleStore::put_away(OpenRun& run) {
    if (run.bytes.empty()) return;
    if (runs_.size() >= format_limit::rdf_runs)
        throw FormatError(
            format_code::rdf_too_large, 0, 0,
            "the document describes more than 8,000,000 things, or in an order that repeats them "
            "as often. Ask the producer for a catalogue in pages.");
    const RunHead head{static_cast<std::uint32_t>(run.name.size()),
                       static_cast<std::uint32_t>(run.bytes.size())};
    chunk_.assign(reinterpret_cast<const char*>(&head), sizeof head).append(run.name).append(run.bytes);
    runs_.push_back({run.subject, file_.append(chunk_)});
    run.bytes.clear();
}

TripleStore::OpenRun& TripleStore::run_of(const RdfTerm& subject) {
    const char sign = subject.kind == RdfTerm::Kind::blank ? '_' : '<';
    const auto is_it = [&](const OpenRun& run) {
        return run.name.size() == subject.value.size() + 1 && run.name[0] == sign &&
               std::memcmp(run.name.data() + 1, subject.value.data(), subject.value.size()) == 0;
    };
    if (last_ && is_it(*last_)) return *last_;
    OpenRun* oldest = &open_[0];
    last_ = nullptr;
    for (OpenRun& run : open_) {
        if (is_it(run)) last_ = &run;
        if (run.used < oldest->used) oldest = &run;
    }
    if (!last_) {
        last_ = oldest;
        put_away(*last_);
        name_subject(subject, last_->name);
        last_->subject = digest64(last_->name);
    }
    last_->used = ++clock_;
    return *last_;
}

void TripleStore::note_type(const RdfTerm& subject, std::uint64_t digest, std::string_view type) {
    if (std::find(record_types_.begin(), record_types_.end(), type) != record_types_.end())
        records_.push_back(digest);
    if (watched_.empty()) return;
    const auto at = watched_.find(std::string(type));
    if (at == watched_.end() || at->second.found) return;
    at->second.found = true;
    at->second.name = subject.value;
    at->second.term.kind = subject.kind;
    at->second.term.value = at->second.name;
}

void TripleStore::triple(const RdfTerm& subject, std::string_view predicate, const RdfTerm& object) {
    OpenRun& run = run_of(subject);
    ++triples_;
    if (predicate == rdf_name::type && object.kind == RdfTerm::Kind::iri)
        note_type(subject, run.subject, object.value);
    put_number(run.bytes, number_of(predicate));
    const bool literal = object.kind == RdfTerm::Kind::literal;
    const unsigned flags = static_cast<unsigned>(object.kind) | (object.cut ? 4u : 0u) |
                           (literal && !object.language.empty() ? 8u : 0u) |
                           (literal && !object.datatype.empty() ? 16u : 0u);
    run.bytes += static_cast<char>(flags);
    if (flags & 8u) put_number(run.bytes, number_of(object.language));
    if (flags & 16u) put_number(run.bytes, number_of(object.datatype));
    put_number(run.bytes, object.value.size());
    run.bytes.append(object.value);
    if (run.bytes.size() > format_limit::rdf_run_bytes) put_away(run);
}

void TripleStore::finish() {
    for (OpenRun& run : open_) {
        put_away(run);
        run.name.clear();
        run.name.shrink_to_fit();
        run.bytes.shrink_to_fit();
    }
    last_ = nullptr;
    std::sort(runs_.begin(), runs_.end());
    handed_out_.assign(runs_.size(), false);
}

/// `name`: empty = whatever the subject's first run is called.
bool TripleStore::read_runs(std::uint64_t subject, std::string_view name, RdfNode& node) {
    node.bytes.clear();
    node.properties.clear();
    node.cut = false;
    std::string known(name);
    bool found = false;
    for (auto at = std::lower_bound(runs_.begin(), runs_.end(), Run{subject, 0});
         at != runs_.end() && at->subject == subject; ++at) {
        RunHead head;
        file_.read(at->at, sizeof head, chunk_);
        std::memcpy(&head, chunk_.data(), sizeof head);
        file_.read(at->at + sizeof head, head.name + head.triples, chunk_);
        const std::string_view run_name = std::string_view(chunk_).substr(0, head.name);
        if (known.empty()) known = run_name;
        if (run_name != known) continue; // another subject of the same digest
        found = true;
        if (node.bytes.size() + head.triples > format_limit::rdf_node_bytes) {
            node.cut = true;
            break;
        }
        node.bytes.append(chunk_, head.name, head.triples);
    }
    if (found) parse(node);
    scratch_ = std::move(known);
    return found;
}

void TripleStore::parse(RdfNode& node) const {
    const char* at = node.bytes.data();
    const char* const end = at + node.bytes.size();
    while (at < end) {
        if (node.properties.size() == format_limit::rdf_node_triples) {
            node.cut = true;
            return;
        }
        RdfNode::Property& property = node.properties.emplace_back();
        property.predicate = *names_[take_number(at)];
        const auto flags = static_cast<unsigned char>(*at++);
        property.object.kind = static_cast<RdfTerm::Kind>(flags & 3u);
        property.object.cut = flags & 4u;
        if (flags & 8u) property.object.language = *names_[take_number(at)];
        if (flags & 16u) property.object.datatype = *names_[take_number(at)];
        const std::size_t size = take_number(at);
        property.object.value = {at, size};
        at += size;
    }
}

bool TripleStore::next_record(RdfNode& node, std::string& subject, RdfTerm::Kind& kind) {
    while (next_record_ < records_.size()) {
        const std::uint64_t digest = records_[next_record_++];
        const auto first = std::lower_bound(runs_.begin(), runs_.end(), Run{digest, 0});
        const auto place = static_cast<std::size_t>(first - runs_.begin());
        if (handed_out_[place]) continue;
        handed_out_[place] = true;
        read_runs(digest, {}, node);
        kind = scratch_[0] == '_' ? RdfTerm::Kind::blank : RdfTerm::Kind::iri;
        subject.assign(scratch_, 1);
        return true;
    }
    return false;
}

void TripleStore::rewind() {
    next_record_ = 0;
    handed_out_.assign(runs_.size(), false);
}

bool TripleStore::read(const RdfTerm& subject, RdfNode& node) {
    std::string name;
    name_subject(subject, name);
    return read_runs(digest64(name), name, node);
}

bool TripleStore::has(const RdfTerm& subject) const {
    std::string name;
    name_subject(subject, name);
    const std::uint64_t digest = digest64(name);
    const auto at = std::lower_bound(runs_.begin(), runs_.end(), Run{digest, 0});
    return at != runs_.end() && at->subject == digest;
}

const RdfTerm* TripleStore::watched(std::string_view type) const {
    const auto at = watched_.find(std::string(type));
    return at != watched_.end() && at->second.found ? &at->second.term : nullptr;
}

} // namespace moisson
