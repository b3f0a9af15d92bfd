#include "connectors/formats/xml/xml_reader.hpp"

#include "connectors/formats/charset/charset.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/xml/record_builder.hpp"
#include "connectors/formats/xml/xml_parser.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {

class XmlReader::Impl final : public XmlHandler {
public:
    Impl(OpenBytes open, std::vector<std::string> steps, SelectorTree& tree,
         const std::vector<XmlSlot>& slots)
        : steps_(std::move(steps)), builder_(tree, slots), parser_(open(), *this) {}

    bool next(XmlRecord& record) {
        builder_.reset();
        if (!parser_.run()) return at_end();
        builder_.finish(record);
        return true;
    }

    const std::string& encoding() const { return parser_.encoding(); }

    void start(std::string_view name, const char** attributes) override {
        if (builder_.is_open()) return open_element(name, attributes);
        match(parser_.depth(), local_name(name));
        if (matched_ == steps_.size()) open_element(name, attributes);
    }

    void text(std::string_view text) override {
        if (!builder_.is_open()) return;
        builder_.text(text);
        if (builder_.run_size() > format_limit::xml_token)
            parser_.refuse(format_code::field_too_long, "the text of an element is longer than 1 MiB.");
        else
            check_size();
    }

    void end(std::string_view) override {
        if (builder_.is_open() && builder_.end()) parser_.pause();
        matched_ = std::min(matched_, parser_.depth() - 1);
    }

private:
    void open_element(std::string_view name, const char** attributes) {
        builder_.start(name, attributes);
        check_size();
    }

    void check_size() {
        if (builder_.size() > format_limit::xml_record)
            parser_.refuse(format_code::element_too_long,
                           "one record is larger than 16 MiB. Is the path of the records right?");
    }

    void match(std::size_t level, std::string_view name) {
        if (level != matched_ || matched_ == steps_.size()) return;
        if (steps_[level] == "*" || steps_[level] == name) {
            ++matched_;
            if (matched_ > deepest_) names_there_.clear();
            deepest_ = std::max(deepest_, matched_);
        } else if (level == deepest_ && names_there_.size() < 20 &&
                   std::find(names_there_.begin(), names_there_.end(), name) == names_there_.end()) {
            names_there_.emplace_back(code_point_prefix(name, 60));
        }
    }

    /// The list may be empty, but what should hold it must exist.
    bool at_end() const {
        if (deepest_ + 1 >= steps_.size()) return false;
        std::string path, names;
        for (const auto& step : steps_) path += "/" + step;
        for (const auto& name : names_there_) names += (names.empty() ? "" : ", ") + name;
        parser_.fail(format_code::path_not_found,
                     "no element at the path of the records, \"" + path + "\"; at level " +
                         std::to_string(deepest_ + 1) + " there is: " + (names.empty() ? "nothing" : names) +
                         ". Correct [source] records, or look at what the source answers.");
    }

    std::vector<std::string> steps_;
    RecordBuilder builder_;
    XmlParser parser_;
    std::vector<std::string> names_there_; ///< elements where the path of the records went astray
    std::size_t matched_ = 0;              ///< leading steps of the path that the open elements match
    std::size_t deepest_ = 0;              ///< most steps ever matched
};

XmlReader::XmlReader(OpenBytes open, std::vector<std::string> record_steps, SelectorTree& tree,
                     const std::vector<XmlSlot>& slots)
    : impl_(std::make_unique<Impl>(std::move(open), std::move(record_steps), tree, slots)) {}

XmlReader::~XmlReader() = default;

bool XmlReader::next(XmlRecord& record) { return impl_->next(record); }

std::string XmlReader::encoding() const {
    return impl_->encoding().empty() ? "utf-8" : charset_label(impl_->encoding());
}

} // namespace moisson
