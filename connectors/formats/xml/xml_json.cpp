#include "connectors/formats/xml/xml_json.hpp"

#include "core/export/json_text.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace moisson {
namespace {

/// An element, attribute or text; children stand behind their parent, in order.
struct XmlNode {
    std::string_view name, text;
    std::uint32_t end = 0; ///< first node behind its own
    enum class Kind : std::uint8_t { attribute, element, text } kind = Kind::element;
};
static_assert(sizeof(XmlNode) <= xml_json_node_size);

class XmlTree {
public:
    explicit XmlTree(std::string_view canonical) : rest_(canonical) {
        while (!rest_.empty()) read();
    }

    void write(std::uint32_t at, std::string& out) const {
        const XmlNode& node = nodes_[at];
        const bool only_text = at + 2 == node.end && nodes_[at + 1].kind == XmlNode::Kind::text;
        if (node.kind != XmlNode::Kind::element || at + 1 == node.end)
            append_json_string(out, node.text);
        else if (only_text)
            append_json_string(out, nodes_[at + 1].text);
        else
            write_members(at, out);
    }

private:
    void read() {
        const char mark = rest_.front();
        if (mark == xml_mark::end) {
            nodes_[open_.back()].end = static_cast<std::uint32_t>(nodes_.size());
            open_.pop_back();
        } else if (mark == xml_mark::start) {
            rest_.remove_prefix(1);
            open_.push_back(static_cast<std::uint32_t>(nodes_.size()));
            return add(XmlNode::Kind::element, take_name());
        } else if (mark == xml_mark::attribute) {
            rest_.remove_prefix(1);
            const std::string_view name = take_name();
            rest_.remove_prefix(1);
            return add(XmlNode::Kind::attribute, name, take_name());
        } else if (mark != xml_mark::content) {
            add(XmlNode::Kind::text, "#text", take_name());
        }
        rest_.remove_prefix(1);
    }

    /// Up to the next mark.
    std::string_view take_name() {
        const std::size_t size = rest_.find_first_of("\x01\x02\x03\x04\x05\x06");
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    void add(XmlNode::Kind kind, std::string_view name, std::string_view text = {}) {
        nodes_.push_back({name, text, static_cast<std::uint32_t>(nodes_.size() + 1), kind});
    }

    /// Those of one name together, in the order of the document.
    std::vector<std::uint32_t> members_of(std::uint32_t parent) const {
        std::vector<std::uint32_t> members;
        for (std::uint32_t at = parent + 1; at < nodes_[parent].end; at = nodes_[at].end)
            members.push_back(at);
        std::stable_sort(members.begin(), members.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
        return members;
    }

    std::pair<XmlNode::Kind, std::string_view> key(std::uint32_t at) const {
        return {nodes_[at].kind, nodes_[at].name};
    }

    void write_members(std::uint32_t parent, std::string& out) const {
        const auto members = members_of(parent);
        char separator = '{';
        for (std::size_t i = 0, next = 0; i < members.size(); i = next) {
            next = i + 1;
            while (next < members.size() && key(members[next]) == key(members[i])) ++next;
            out += separator;
            separator = ',';
            const bool attribute = nodes_[members[i]].kind == XmlNode::Kind::attribute;
            append_json_string(out, (attribute ? "@" : "") + std::string(nodes_[members[i]].name));
            out += next - i > 1 ? ":[" : ":";
            for (std::size_t at = i; at < next; ++at) {
                if (at > i) out += ',';
                write(members[at], out);
            }
            if (next - i > 1) out += ']';
        }
        out += '}';
    }

    std::string_view rest_;
    std::vector<XmlNode> nodes_;
    std::vector<std::uint32_t> open_;
};

} // namespace

void write_xml_json(std::string_view canonical, std::string& out) {
    if (!canonical.empty()) XmlTree(canonical).write(0, out);
}

} // namespace moisson
