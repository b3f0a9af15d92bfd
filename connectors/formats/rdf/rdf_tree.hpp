// A record of a TripleStore with the nodes that it leads to, and what all of it says as one digest.
#pragma once
#include "connectors/formats/rdf/triple_store.hpp"
#include "core/model/digest.hpp"

#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace moisson {

/// Views of its nodes live until it is read again.
struct RdfTree {
    struct Node {
        std::string name; ///< IRI, or label of a blank node
        bool blank = false;
        RdfNode said;
        std::vector<const Node*> below; ///< parallel to said.properties: the node of the object, or null
        Digest128 digest;
        bool complete = false; ///< its digest is known: no cycle leads through it
    };
    std::deque<Node> nodes; ///< the first is the record
    bool cut = false;       ///< a limit was met: something is missing

    const Node& record() const { return nodes.front(); }
};

class RdfTreeReader {
public:
    /// `follow`: properties behind which a node with a name belongs to the record; blank nodes always do.
    /// `ignore`: properties that do not count for the digest. Both must outlive the reader.
    RdfTreeReader(TripleStore& store, std::span<const std::string_view> follow,
                  const std::unordered_set<std::string>& ignore)
        : store_(store), follow_(follow.begin(), follow.end()), ignore_(ignore) {}

    /// The next record of the store. The digest of its record() is the same for every order of triples and
    /// for all labels of blank nodes, as long as they form a tree.
    bool next(RdfTree& tree);

private:
    RdfTree::Node* grow(RdfTree& tree, const RdfTerm& term, std::size_t depth);
    void read_below(RdfTree& tree, RdfTree::Node& node, std::size_t depth);
    void take_digest(RdfTree::Node& node);

    TripleStore& store_;
    std::unordered_set<std::string_view> follow_;
    const std::unordered_set<std::string>& ignore_;
    std::unordered_map<std::string, RdfTree::Node*> grown_; ///< of this record, by kind and name
    std::string key_, said_;
    std::vector<Digest128> digests_;
};

} // namespace moisson
