// One cell of an OpenDocument spreadsheet: its typed value, and the paragraphs that show it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

/// Names are local.
class OdsCell {
public:
    /// `covered`: hidden behind a merged cell, therefore empty.
    void open(const char** attributes, bool covered);
    void start(std::string_view name, const char** attributes); ///< an element inside the cell
    void text(std::string_view text);
    void end(std::string_view name);

    bool is_error() const;    ///< #N/A and the like
    bool lacks_value() const; ///< a formula that was never calculated
    const std::string& shown() const { return shown_; }
    std::size_t size() const { return shown_.size(); }
    /// The value; nothing for an empty cell. Codes with leading zeros come as they are shown.
    void append_to(std::string& out) const;

private:
    enum class Type : std::uint8_t { none, text, number, date, time, boolean };
    void append_number_as_shown(std::string& out) const;

    Type type_ = Type::none;
    bool covered_ = false, formula_ = false, error_ = false, has_string_value_ = false;
    std::string value_, shown_;
    std::size_t paragraphs_ = 0, open_paragraphs_ = 0;
    std::size_t skipped_ = 0; ///< open elements of what is no text of the cell: comments, pictures
};

} // namespace moisson
