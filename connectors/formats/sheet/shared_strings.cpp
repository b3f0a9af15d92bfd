#include "connectors/formats/sheet/shared_strings.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet/rich_text.hpp"
#include "connectors/formats/sheet/xml_attributes.hpp"

#include <algorithm>

namespace moisson {

class SharedStrings::Handler final : public XmlHandler {
public:
    Handler(SharedStrings& strings, std::unique_ptr<ByteSource> bytes, const std::string& part)
        : strings_(strings), parser_(std::move(bytes), *this, part + ", ") {}

    void read() { parser_.run(); }

    void start(std::string_view name, const char**) override {
        name = local_name(name);
        if (name == "si") begin_ = strings_.texts_.size();
        rich_.start(name);
    }

    void text(std::string_view text) override {
        if (!rich_.wants_text()) return;
        strings_.texts_ += text;
        if (strings_.texts_.size() - begin_ > format_limit::sheet_cell)
            parser_.refuse(format_code::field_too_long, "the text of a cell is longer than 1 MiB.");
        // An empty text costs four bytes as well.
        if (strings_.texts_.size() + 4 * strings_.ends_.size() > format_limit::sheet_strings) refuse_size();
    }

    void end(std::string_view name) override {
        name = local_name(name);
        rich_.end(name);
        if (name != "si") return;
        decode_escapes(strings_.texts_, begin_);
        strings_.ends_.push_back(static_cast<std::uint32_t>(strings_.texts_.size()));
        if (4 * strings_.ends_.size() > format_limit::sheet_strings) refuse_size();
    }

private:
    void refuse_size() {
        parser_.refuse(format_code::sheet_too_much_text,
                       "the texts of the workbook are larger than 256 MiB, which must be held in memory. Ask "
                       "the producer for CSV, which is read as a stream.");
    }

    SharedStrings& strings_;
    RichText rich_;
    std::size_t begin_ = 0;
    XmlParser parser_;
};

SharedStrings::SharedStrings(const SheetPackage& package, const std::string& part) {
    if (part.empty()) return;
    // The texts are a part of that XML: no second copy while the string grows.
    texts_.reserve(static_cast<std::size_t>(
        std::min<std::uint64_t>(package.size_of(part), format_limit::sheet_strings)));
    Handler(*this, package.open(part), part).read();
}

} // namespace moisson
