#include "connectors/formats/xml/xml_window.hpp"

#include "connectors/formats/limits.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace moisson {
namespace {

/// U+FFFE and U+FFFF are UTF-8, but not XML.
bool has_noncharacter(std::string_view text) {
    return text.find("\xEF\xBF\xBE") != std::string_view::npos ||
           text.find("\xEF\xBF\xBF") != std::string_view::npos;
}

/// A line ends with LF, CR or both.
XmlPosition move_over(XmlPosition position, std::string_view text) {
    std::size_t line_start = 0;
    std::uint64_t lines = 0;
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1), ++lines)
        line_start = at + 1;
    for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
        if (at + 1 < text.size() && text[at + 1] == '\n') continue;
        line_start = std::max(line_start, at + 1);
        ++lines;
    }
    if (lines > 0) position = {position.line + lines, 1};
    position.column += code_point_count(text.substr(line_start));
    return position;
}

} // namespace

XmlWindow::XmlWindow(ByteSource& bytes) : bytes_(bytes), buffer_(2 * format_limit::chunk + padding) {
    end_ = buffer_.data();
}

bool XmlWindow::more(const char*& at) {
    const auto passed = static_cast<std::size_t>(at - begin()), stays = static_cast<std::size_t>(end_ - at);
    before_ = move_over(before_, {begin(), passed});
    std::memmove(buffer_.data(), at, stays);
    at = begin();
    end_ = buffer_.data() + stays;
    return read_on();
}

bool XmlWindow::read_on() {
    std::memcpy(end_, held_.data(), held_.size());
    const auto used = static_cast<std::size_t>(end_ - begin()) + held_.size();
    const std::size_t room = buffer_.size() - padding - used;
    const std::size_t got =
        room == 0 ? 0 : bytes_.read(end_ + held_.size(), std::min(room, format_limit::chunk));
    const std::string_view fresh(end_, held_.size() + got);
    const std::size_t cut = unfinished_sequence(fresh);
    const std::string_view whole = fresh.substr(0, fresh.size() - cut);
    const bool sound = got > 0 && is_valid_utf8(whole) && !has_noncharacter(whole);
    if (sound) {
        held_.assign(fresh.substr(whole.size()));
        end_ += whole.size();
    } else {
        unsound_.assign(fresh);
        held_.clear();
    }
    std::memset(end_, 0, padding);
    return sound;
}

XmlPosition XmlWindow::position(const char* at) const {
    return move_over(before_, {begin(), static_cast<std::size_t>(at - begin())});
}

std::string XmlWindow::rest(const char* at) const { return std::string(at, end()) + held_ + unsound_; }

} // namespace moisson
