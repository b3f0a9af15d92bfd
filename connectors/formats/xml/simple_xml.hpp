// The XML that producers send, read several times faster than by expat. Whatever is unusual, and all that is
// wrong, is left to expat, which goes on where this reader stopped.
#pragma once
#include "connectors/formats/xml/xml_control.hpp"
#include "connectors/formats/xml/xml_parser.hpp"
#include "connectors/formats/xml/xml_window.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Reads UTF-8 without DOCTYPE and instructions, with names in ASCII and tags that are not long; it makes the
/// same calls as expat would, up to where it stops, and judges nothing as an error. Thread: one at a time.
class SimpleXml {
public:
    SimpleXml(ByteSource& bytes, XmlHandler& handler, XmlControl& control);

    enum class Stop {
        paused,  ///< by the handler
        refused, ///< by the handler
        at_rest, ///< expat must read the rest
    };
    /// Throws FormatError, from the bytes alone.
    Stop run();

    /// Behind what was read, as expat has it, also of what was refused.
    XmlPosition position() const { return window_.position(at_); }
    const std::string& encoding() const { return encoding_; } ///< as declared, or empty

    // For expat, after at_rest.
    /// False: nothing was called, rest() is the document from its first byte.
    bool has_begun() const { return begun_; }
    std::string opening() const; ///< tags that leave expat where this reader stopped
    std::string rest() const { return window_.rest(at_); }

private:
    bool step();
    bool begin();
    const char* skip_declaration(const char* at);
    bool markup();
    bool start_tag();
    bool attributes(const char* name, const char* name_end);
    const char* attribute(const char* at);
    const char* value(const char* at);
    bool end_tag();
    bool text();
    bool line_end();
    bool reference();
    bool section();
    void texts(const char* end);
    bool characters(const char* end);
    bool want(const char* at);
    void start(std::string_view name, const char** attributes);
    void end();

    XmlWindow window_;
    XmlHandler& handler_;
    XmlControl& control_;
    const char* at_; ///< behind what was read
    bool begun_ = false, has_root_ = false;
    std::string encoding_;
    std::string names_; ///< of the open elements, one behind the other
    std::vector<std::size_t> name_starts_;
    std::string attribute_texts_; ///< names and values, each with a zero behind it
    std::vector<std::size_t> attribute_starts_;
    std::vector<const char*> attribute_views_;
};

} // namespace moisson
