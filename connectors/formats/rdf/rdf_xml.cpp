#include "connectors/formats/rdf/rdf_xml.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/xml/xml_parser.hpp"
#include "core/text/utf8.hpp"

#include <exception>
#include <vector>

namespace moisson {
namespace {

constexpr std::string_view xml_name = "http://www.w3.org/XML/1998/namespace";

struct XmlNamespace {
    std::string prefix, uri;
    std::size_t depth; ///< of the element that declares it
};

/// An IRI or a blank node, owned.
struct RdfXmlNode {
    RdfTerm::Kind kind = RdfTerm::Kind::iri;
    std::string value;
    RdfTerm term() const { return {kind, value, {}, {}, false}; }
};

/// An open element. Reused from element to element, so that its strings keep their memory.
struct RdfXmlFrame {
    enum class Is : std::uint8_t { root, node, property, literal, collection } is = Is::root;
    RdfXmlNode subject;    ///< node: itself; property and the rest: what it says something about
    std::string predicate; ///< of what is no node
    std::string language, base, datatype, text;
    RdfXmlNode tail;         ///< collection: the cell that the next one hangs on; empty = none yet
    std::uint32_t items = 0; ///< rdf:li
    bool done = false;       ///< property: its object has been said
    bool cut = false;
};

class RdfXmlReader final : public XmlHandler {
public:
    RdfXmlReader(std::unique_ptr<ByteSource> bytes, const std::string& base, RdfSink& sink)
        : sink_(sink), base_(base), parser_(std::move(bytes), *this) {}

    void run() {
        try {
            parser_.run();
        } catch (const FormatError&) {
            if (failure_) std::rethrow_exception(failure_);
            throw;
        }
    }

    void start(std::string_view name, const char** attributes) override {
        declare_namespaces(attributes);
        RdfXmlFrame* parent = depth_ ? &frames_[depth_ - 1] : nullptr;
        if (parent && parent->is == RdfXmlFrame::Is::literal) {
            push(attributes).is = RdfXmlFrame::Is::literal;
            frames_[depth_ - 1].done = true; // its text goes to the one above
            return;
        }
        if (!expand(name, element_)) return;
        if (!parent && element_.find(':') == element_.npos)
            return parser_.refuse(format_code::not_rdf,
                                  "the document is XML, but no RDF: its outermost element is \"" +
                                      std::string(code_point_prefix(name, 60)) +
                                      "\" without a namespace. Check the address.");
        if (!parent && element_ == rdf_root)
            push(attributes).is = RdfXmlFrame::Is::root;
        else if (!parent || parent->is != RdfXmlFrame::Is::node)
            start_node(attributes);
        else
            start_property(attributes);
    }

    void text(std::string_view text) override {
        if (depth_ == 0) return;
        std::size_t at = depth_ - 1;
        while (frames_[at].is == RdfXmlFrame::Is::literal && frames_[at].done) --at;
        RdfXmlFrame& frame = frames_[at];
        if (frame.is != RdfXmlFrame::Is::literal && (frame.is != RdfXmlFrame::Is::property || frame.done))
            return;
        const std::size_t room = format_limit::rdf_literal - frame.text.size();
        frame.cut |= text.size() > room;
        frame.text.append(text.substr(0, room));
    }

    void end(std::string_view) override {
        RdfXmlFrame& frame = frames_[depth_ - 1];
        if (frame.is == RdfXmlFrame::Is::collection)
            close_collection(frame);
        else if (frame.is != RdfXmlFrame::Is::root && frame.is != RdfXmlFrame::Is::node && !frame.done)
            say_literal(frame);
        --depth_;
        while (!namespaces_.empty() && namespaces_.back().depth > depth_) namespaces_.pop_back();
    }

private:
    static constexpr std::string_view rdf_root = NS_RDF "RDF";
    static constexpr std::string_view rdf_description = NS_RDF "Description";
    static constexpr std::string_view rdf_li = NS_RDF "li";

    void declare_namespaces(const char** attributes) {
        for (; *attributes; attributes += 2) {
            const std::string_view name = attributes[0];
            if (!name.starts_with("xmlns")) continue;
            if (name.size() == 5)
                namespaces_.push_back({"", attributes[1], depth_ + 1});
            else if (name[5] == ':')
                namespaces_.push_back({std::string(name.substr(6)), attributes[1], depth_ + 1});
        }
    }

    std::string_view namespace_of(std::string_view prefix) const {
        for (auto at = namespaces_.rbegin(); at != namespaces_.rend(); ++at)
            if (at->prefix == prefix) return at->uri;
        return prefix == "xml" ? xml_name : std::string_view();
    }

    /// "dct:title" → IRI. False when the document has been refused for it.
    bool expand(std::string_view name, std::string& out) {
        const std::size_t colon = name.find(':');
        const std::string_view prefix = colon == name.npos ? std::string_view() : name.substr(0, colon);
        const std::string_view uri = namespace_of(prefix);
        if (uri.empty() && !prefix.empty()) {
            parser_.refuse(format_code::rdf_unbound_prefix,
                           "the prefix \"" + std::string(code_point_prefix(prefix, 60)) +
                               "\" is not bound to a namespace. Ask the producer to declare it (xmlns:" +
                               std::string(code_point_prefix(prefix, 60)) + ").");
            return false;
        }
        out.assign(uri).append(colon == name.npos ? name : name.substr(colon + 1));
        return true;
    }

    /// Opens an element: what it inherits and what xml:lang and xml:base say.
    RdfXmlFrame& push(const char** attributes) {
        if (frames_.size() == depth_) frames_.emplace_back();
        RdfXmlFrame& frame = frames_[depth_];
        frame.language.assign(depth_ ? std::string_view(frames_[depth_ - 1].language) : "");
        frame.base.assign(depth_ ? std::string_view(frames_[depth_ - 1].base) : base_);
        frame.datatype.clear();
        frame.text.clear();
        frame.tail.value.clear();
        frame.items = 0;
        frame.done = frame.cut = false;
        for (; *attributes; attributes += 2) {
            const std::string_view name = attributes[0];
            if (name == "xml:lang") frame.language = attributes[1];
            if (name == "xml:base") {
                resolve_iri(frame.base, attributes[1], scratch_);
                frame.base = scratch_;
            }
        }
        ++depth_;
        return frame;
    }

    /// The parser is C as soon as it is expat: what the sink throws waits until it has returned.
    void say(const RdfTerm& subject, std::string_view predicate, const RdfTerm& object) noexcept {
        if (failure_) return;
        try {
            sink_.triple(subject, predicate, object);
        } catch (...) {
            failure_ = std::current_exception();
            parser_.refuse(format_code::rdf_too_large, "");
        }
    }

    static bool is_syntax(std::string_view name) { return name.starts_with("xml"); }

    /// What an attribute of the rdf namespace is called, or "". Without a prefix "about", "ID" and "resource"
    /// mean the same, as they did in RDF of 1999.
    std::string_view rdf_attribute(std::string_view name) const {
        const std::size_t colon = name.find(':');
        if (colon == name.npos)
            return name == "about" || name == "ID" || name == "resource" ? name : std::string_view();
        return namespace_of(name.substr(0, colon)) == rdf_name::rdf ? name.substr(colon + 1)
                                                                    : std::string_view();
    }

    void set_blank(RdfXmlNode& node, std::string_view label) {
        node.kind = RdfTerm::Kind::blank;
        if (label.empty())
            node.value = "g" + std::to_string(++blanks_);
        else
            node.value.assign("n").append(label);
    }

    /// rdf:about, rdf:resource, rdf:ID, rdf:nodeID. False when the attribute names no node.
    bool set_node(RdfXmlNode& node, std::string_view attribute, std::string_view value,
                  const std::string& base) {
        if (attribute == "nodeID") {
            set_blank(node, value);
            return true;
        }
        if (attribute != "about" && attribute != "resource" && attribute != "ID") return false;
        node.kind = RdfTerm::Kind::iri;
        if (attribute == "ID") scratch_.assign("#").append(value);
        resolve_iri(base, attribute == "ID" ? std::string_view(scratch_) : value, resolved_);
        node.value = resolved_;
        return true;
    }

    void start_node(const char** attributes) {
        RdfXmlFrame& frame = push(attributes);
        frame.is = RdfXmlFrame::Is::node;
        bool named = false;
        for (const char** at = attributes; *at; at += 2)
            if (const auto attribute = rdf_attribute(at[0]); !attribute.empty() && attribute != "resource")
                named |= set_node(frame.subject, attribute, at[1], frame.base);
        if (!named) set_blank(frame.subject, {});
        if (depth_ > 1) hang_on(frames_[depth_ - 2], frame.subject);
        if (element_ != rdf_description) say(frame.subject.term(), rdf_name::type, iri_term(element_));
        say_attributes(frame.subject, attributes, frame.language, frame.base);
    }

    /// The node is the object of the property in which it stands.
    void hang_on(RdfXmlFrame& parent, const RdfXmlNode& node) {
        if (parent.is == RdfXmlFrame::Is::property) {
            say(parent.subject.term(), parent.predicate, node.term());
            parent.done = true;
        } else if (parent.is == RdfXmlFrame::Is::collection) {
            RdfXmlNode cell;
            set_blank(cell, {});
            if (parent.tail.value.empty())
                say(parent.subject.term(), parent.predicate, cell.term());
            else
                say(parent.tail.term(), rdf_name::rest, cell.term());
            say(cell.term(), rdf_name::first, node.term());
            parent.tail = cell;
        }
    }

    void close_collection(const RdfXmlFrame& frame) {
        const RdfTerm nil = iri_term(rdf_name::nil);
        if (frame.tail.value.empty())
            say(frame.subject.term(), frame.predicate, nil);
        else
            say(frame.tail.term(), rdf_name::rest, nil);
    }

    /// Attributes that are properties: dct:title="…", rdf:type="…". True when there was one.
    bool say_attributes(const RdfXmlNode& subject, const char** attributes, const std::string& language,
                        const std::string& base) {
        bool said = false;
        for (const char** at = attributes; *at; at += 2) {
            const std::string_view name = at[0];
            if (is_syntax(name) || name.find(':') == name.npos) continue;
            const auto attribute = rdf_attribute(name);
            if (attribute == "type") {
                resolve_iri(base, at[1], resolved_);
                say(subject.term(), rdf_name::type, iri_term(resolved_));
                said = true;
            } else if (attribute.empty()) {
                if (!expand(name, scratch_)) return said;
                say(subject.term(), scratch_, {RdfTerm::Kind::literal, at[1], language, {}, false});
                said = true;
            }
        }
        return said;
    }

    void start_property(const char** attributes) {
        RdfXmlFrame& frame = push(attributes); // frames_ may have moved
        RdfXmlFrame& parent = frames_[depth_ - 2];
        frame.is = RdfXmlFrame::Is::property;
        frame.subject = parent.subject;
        frame.predicate =
            element_ == rdf_li ? std::string(rdf_name::rdf) + "_" + std::to_string(++parent.items) : element_;
        std::string_view parse_type;
        RdfXmlNode object;
        bool has_object = false;
        for (const char** at = attributes; *at; at += 2) {
            const auto attribute = rdf_attribute(at[0]);
            if (attribute == "parseType") parse_type = at[1];
            if (attribute == "datatype") resolve_iri(frame.base, at[1], frame.datatype);
            if (attribute == "resource" || attribute == "nodeID")
                has_object = set_node(object, attribute, at[1], frame.base);
        }
        if (!parse_type.empty()) return start_parse_type(frame, parse_type);
        if (!has_object) {
            if (!has_property_attributes(attributes)) return;
            set_blank(object, {});
        }
        say(frame.subject.term(), frame.predicate, object.term());
        frame.done = true;
        say_attributes(object, attributes, frame.language, frame.base);
    }

    bool has_property_attributes(const char** attributes) const {
        for (; *attributes; attributes += 2) {
            const std::string_view name = attributes[0];
            if (!is_syntax(name) && name.find(':') != name.npos && rdf_attribute(name).empty()) return true;
        }
        return false;
    }

    void start_parse_type(RdfXmlFrame& frame, std::string_view parse_type) {
        if (parse_type == "Collection") {
            frame.is = RdfXmlFrame::Is::collection;
        } else if (parse_type == "Resource") {
            RdfXmlNode object;
            set_blank(object, {});
            say(frame.subject.term(), frame.predicate, object.term());
            frame.is = RdfXmlFrame::Is::node;
            frame.subject = object;
        } else {
            frame.is = RdfXmlFrame::Is::literal;
        }
    }

    void say_literal(const RdfXmlFrame& frame) {
        const bool typed = !frame.datatype.empty();
        say(frame.subject.term(), frame.predicate,
            {RdfTerm::Kind::literal, frame.text, typed ? std::string_view() : frame.language, frame.datatype,
             frame.cut});
    }

    RdfSink& sink_;
    std::string base_;
    std::vector<RdfXmlFrame> frames_;
    std::size_t depth_ = 0; ///< frames in use
    std::vector<XmlNamespace> namespaces_;
    std::uint64_t blanks_ = 0;
    std::string element_, scratch_, resolved_;
    std::exception_ptr failure_;
    XmlParser parser_;
};

} // namespace

void read_rdf_xml(std::unique_ptr<ByteSource> bytes, const std::string& base, RdfSink& sink) {
    RdfXmlReader(std::move(bytes), base, sink).run();
}

} // namespace moisson
