// Questions about one node of a record: what its properties say, in the preferred language.
#pragma once
#include "connectors/formats/rdf/rdf_tree.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A node of a record, or none: then every answer is empty. The order of triples never decides: of several
/// equal candidates the first in the alphabet is taken, because the next export writes them otherwise.
class DcatNode {
public:
    /// `languages`: preferred first ("fr", "en").
    DcatNode(const RdfTree::Node* node, const std::vector<std::string>& languages)
        : node_(node), languages_(&languages) {}

    explicit operator bool() const { return node_ != nullptr; }
    const RdfTree::Node& node() const { return *node_; }

    /// A literal in the best language there is: preferred, without language, English, another.
    std::string text(std::string_view predicate) const;
    /// Of the first predicate that has one.
    std::string text(std::initializer_list<std::string_view> predicates) const;
    /// All literals in the best language there is, sorted, each once.
    std::vector<std::string> texts(std::string_view predicate) const;
    /// IRIs of the objects, sorted, each once.
    std::vector<std::string> iris(std::string_view predicate) const;
    /// Objects that are said something about; with a name or without. In the order of their
    /// digests.
    std::vector<DcatNode> nodes(std::string_view predicate) const;

    /// All that may name the object: literals, then labels of nodes, then IRIs. For vocabularies.
    std::vector<std::string> names(std::string_view predicate) const;
    /// The node's own name for people.
    std::string label() const;

private:
    const RdfTree::Node* node_;
    const std::vector<std::string>* languages_;
};

} // namespace moisson
