// Texts of an XLSX workbook: runs joined, readings in kana left out, _xHHHH_ decoded.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// Follows <t>, <r><t> and <rPh> inside <si> or <is>. Names are local.
class RichText {
public:
    void start(std::string_view name) {
        if (name == "rPh")
            phonetic_ = true;
        else if (name == "t")
            open_ = true;
    }
    void end(std::string_view name) {
        if (name == "rPh")
            phonetic_ = false;
        else if (name == "t")
            open_ = false;
    }
    bool wants_text() const { return open_ && !phonetic_; }

private:
    bool open_ = false, phonetic_ = false;
};

/// From `from` on, in place: "_x000D_" is a carriage return, "_x005F_" an underscore; U+0000 becomes U+FFFD.
void decode_escapes(std::string& text, std::size_t from);

} // namespace moisson
