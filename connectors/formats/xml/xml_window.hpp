// A window that moves over an XML document in UTF-8 and knows the line and column of each place in it.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/xml/xml_control.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace moisson {

/// Thread: one at a time. Reads throw FormatError.
class XmlWindow {
public:
    /// So many zeros stand behind end(), which no XML holds: a search stops there.
    static constexpr std::size_t padding = 64;

    explicit XmlWindow(ByteSource& bytes);

    const char* begin() const { return buffer_.data(); }
    const char* end() const { return end_; } ///< never inside a character

    /// Drops what stands before `at`, reads behind the rest and moves `at` with it. False when nothing came,
    /// or what came is not UTF-8 that XML allows: nobody may look at it then but rest().
    bool more(const char*& at);

    XmlPosition position(const char* at) const;
    /// All bytes that were read, from `at` on.
    std::string rest(const char* at) const;

private:
    bool read_on();

    ByteSource& bytes_;
    std::vector<char> buffer_;
    char* end_;
    std::string held_;    ///< the start of a character that the window would cut
    std::string unsound_; ///< bytes that were read but are not for the window
    XmlPosition before_;  ///< of begin()
};

} // namespace moisson
