#include "connectors/formats/rdf/rdf_tree.hpp"

#include "connectors/formats/limits.hpp"

#include <algorithm>

namespace moisson {

bool RdfTreeReader::next(RdfTree& tree) {
    tree.nodes.clear();
    tree.cut = false;
    grown_.clear();
    RdfTree::Node& record = tree.nodes.emplace_back();
    RdfTerm::Kind kind;
    if (!store_.next_record(record.said, record.name, kind)) return false;
    record.blank = kind == RdfTerm::Kind::blank;
    grown_.emplace((record.blank ? "_" : "<") + record.name, &record);
    read_below(tree, record, 0);
    if (!record.blank) record.digest = digest128(to_hex(record.digest) + record.name);
    return true;
}

/// Null when nothing is said about the node, or no more can be held.
RdfTree::Node* RdfTreeReader::grow(RdfTree& tree, const RdfTerm& term, std::size_t depth) {
    key_.assign(term.kind == RdfTerm::Kind::blank ? "_" : "<").append(term.value);
    if (const auto known = grown_.find(key_); known != grown_.end()) return known->second;
    if (!store_.has(term)) return nullptr;
    if (depth > format_limit::rdf_depth || tree.nodes.size() >= format_limit::rdf_record_nodes) {
        tree.cut = true;
        return nullptr;
    }
    RdfTree::Node& node = tree.nodes.emplace_back();
    grown_.emplace(key_, &node);
    node.name = term.value;
    node.blank = term.kind == RdfTerm::Kind::blank;
    store_.read(term, node.said);
    read_below(tree, node, depth);
    return &node;
}

void RdfTreeReader::read_below(RdfTree& tree, RdfTree::Node& node, std::size_t depth) {
    tree.cut |= node.said.cut;
    node.below.reserve(node.said.properties.size());
    for (const auto& [predicate, object] : node.said.properties) {
        tree.cut |= object.cut;
        const bool belongs = object.kind == RdfTerm::Kind::blank ||
                             (object.kind == RdfTerm::Kind::iri && follow_.contains(predicate));
        node.below.push_back(belongs ? grow(tree, object, depth + 1) : nullptr);
    }
    take_digest(node);
}

/// Sorted and without repetitions: the order of triples says nothing. A blank node is what is said about it;
/// one that leads back to where we came from is only "a blank node".
void RdfTreeReader::take_digest(RdfTree::Node& node) {
    digests_.clear();
    for (std::size_t i = 0; i < node.said.properties.size(); ++i) {
        const auto& [predicate, object] = node.said.properties[i];
        if (!ignore_.empty() && ignore_.contains(std::string(predicate))) continue;
        said_.assign(predicate).push_back('\0');
        said_ += static_cast<char>('0' + static_cast<int>(object.kind));
        if (object.kind != RdfTerm::Kind::blank) said_.append(object.value);
        said_ += '\0';
        said_.append(object.language).append("\0", 1).append(object.datatype);
        if (const RdfTree::Node* below = node.below[i]; below && below->complete)
            said_.append(reinterpret_cast<const char*>(&below->digest), sizeof below->digest);
        digests_.push_back(digest128(said_));
    }
    std::sort(digests_.begin(), digests_.end());
    digests_.erase(std::unique(digests_.begin(), digests_.end()), digests_.end());
    node.digest =
        digest128({reinterpret_cast<const char*>(digests_.data()), digests_.size() * sizeof(Digest128)});
    node.complete = true;
}

} // namespace moisson
