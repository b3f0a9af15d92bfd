// XML text → start, text, end, streaming: by SimpleXml as far as it goes, then by expat, whose only user this
// is. DOCTYPE, depth and sizes are refused.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace moisson {

/// "dc:title" → "title".
std::string_view local_name(std::string_view name);

/// Called from C: must not throw. Views live until the call returns.
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    /// `attributes`: name, value, …, nullptr. Names as written, with prefix.
    virtual void start(std::string_view name, const char** attributes) = 0;
    virtual void text(std::string_view text) = 0;
    virtual void end(std::string_view name) = 0;
};

/// Thread: one at a time.
class XmlParser {
public:
    /// `place` begins each message ("xl/workbook.xml, "), empty when there is one document only.
    XmlParser(std::unique_ptr<ByteSource> bytes, XmlHandler& handler, std::string place = {});
    ~XmlParser();

    /// Calls the handler until it pauses (true), or to the end of the document (false). Throws FormatError.
    bool run();

    // For the handler, while run() calls it.
    void pause();
    /// run() throws this with line and column; the handler is not called again. `code`: a literal.
    void refuse(const char* code, std::string message);
    std::size_t depth() const; ///< open elements, without the one that starts and with the one that ends

    /// At the place where the parser stands.
    [[noreturn]] void fail(const char* code, const std::string& message) const;

    const std::string& encoding() const; ///< as declared, or empty

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace moisson
