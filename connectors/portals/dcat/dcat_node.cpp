#include "connectors/portals/dcat/dcat_node.hpp"

#include "connectors/portals/dcat/dcat_terms.hpp"
#include "core/portals/language.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
namespace {

std::string sound_text(std::string_view text) {
    text = trim(text);
    if (is_valid_utf8(text)) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) append_utf8(out, next_code_point(text, at));
    return out;
}

void sort_once(std::vector<std::string>& texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

} // namespace

std::vector<std::string> DcatNode::texts(std::string_view predicate) const {
    BestLanguage best(*languages_);
    if (node_)
        for (const auto& [said, object] : node_->said.properties)
            if (said == predicate && !object.is_node()) best.offer(sound_text(object.value), object.language);
    sort_once(best.texts());
    return std::move(best.texts());
}

std::string DcatNode::text(std::string_view predicate) const {
    auto all = texts(predicate);
    return all.empty() ? std::string() : std::move(all.front());
}

std::string DcatNode::text(std::initializer_list<std::string_view> predicates) const {
    for (const std::string_view predicate : predicates)
        if (std::string found = text(predicate); !found.empty()) return found;
    return {};
}

std::vector<std::string> DcatNode::iris(std::string_view predicate) const {
    std::vector<std::string> found;
    if (!node_) return found;
    for (const auto& [said, object] : node_->said.properties)
        if (said == predicate && object.kind == RdfTerm::Kind::iri)
            if (std::string iri = sound_text(object.value); !iri.empty()) found.push_back(std::move(iri));
    sort_once(found);
    return found;
}

std::vector<DcatNode> DcatNode::nodes(std::string_view predicate) const {
    std::vector<DcatNode> found;
    if (!node_) return found;
    for (std::size_t i = 0; i < node_->said.properties.size(); ++i)
        if (node_->said.properties[i].predicate == predicate && node_->below[i])
            found.emplace_back(node_->below[i], *languages_);
    std::stable_sort(found.begin(), found.end(),
                     [](const DcatNode& a, const DcatNode& b) { return a.node_->digest < b.node_->digest; });
    return found;
}

std::vector<std::string> DcatNode::names(std::string_view predicate) const {
    std::vector<std::string> found = texts(predicate);
    const std::vector<std::string> addresses = iris(predicate);
    found.insert(found.end(), addresses.begin(), addresses.end());
    std::vector<std::string> labels;
    for (const DcatNode& below : nodes(predicate))
        if (std::string name = below.label(); !name.empty()) labels.push_back(std::move(name));
    sort_once(labels);
    found.insert(found.end(), labels.begin(), labels.end());
    return found;
}

std::string DcatNode::label() const {
    return text({dcat::foaf_name, dcat::pref_label, dcat::label, dcat::title, dcat::vcard_fn,
                 dcat::vcard_organization, dcat::rdf_value});
}

} // namespace moisson
