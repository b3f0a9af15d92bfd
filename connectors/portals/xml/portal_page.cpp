#include "connectors/portals/xml/portal_page.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/xml/repair_xml.hpp"
#include "connectors/formats/xml/xml_parser.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr std::size_t most_around = 1000, longest_around = 64u << 10;
constexpr std::size_t element_charge = 256; ///< memory of an element besides its texts

} // namespace

class PortalPage::Impl final : public XmlHandler {
public:
    Impl(std::unique_ptr<ByteSource> bytes, std::vector<std::string> records)
        : records_(std::move(records)), parser_(repair_xml(std::move(bytes), &replaced_), *this) {}

    bool next(XmlElement& record) {
        if (!parser_.run()) return false;
        record = std::move(open_.front());
        open_.clear();
        return true;
    }

    void start(std::string_view name, const char** attributes) override {
        const std::string_view local = local_name(name);
        if (open_.empty() && std::find(records_.begin(), records_.end(), local) == records_.end())
            return start_around(local, attributes);
        open_.push_back(element(local, attributes));
        size_ += element_charge + name.size();
        if (size_ > format_limit::xml_record)
            parser_.refuse(format_code::element_too_long, "one record is larger than 16 MiB.");
    }

    void text(std::string_view text) override {
        if (!open_.empty()) {
            size_ += text.size();
            open_.back().text.append(text);
            if (size_ > format_limit::xml_record)
                parser_.refuse(format_code::element_too_long, "one record is larger than 16 MiB.");
        } else if (std::string* to = around_text()) {
            to->append(text.substr(0, longest_around - to->size()));
        }
    }

    void end(std::string_view) override {
        if (open_.empty()) {
            if (!around_open_.empty()) {
                if (std::string* to = around_text()) *to = std::string(trim(*to));
                around_open_.pop_back();
            }
            return;
        }
        XmlElement& done = open_.back();
        done.text = std::string(trim(done.text));
        if (open_.size() == 1) {
            size_ = 0;
            return parser_.pause();
        }
        XmlElement child = std::move(done);
        open_.pop_back();
        open_.back().children.push_back(std::move(child));
    }

    std::vector<XmlElement> around;
    std::uint64_t replaced() const { return replaced_; }

private:
    static XmlElement element(std::string_view local, const char** attributes) {
        XmlElement made;
        made.name = local;
        for (; *attributes; attributes += 2) {
            const std::string_view name = attributes[0];
            made.attributes.emplace_back(name.starts_with("xmlns") ? name : local_name(name), attributes[1]);
        }
        return made;
    }

    void start_around(std::string_view local, const char** attributes) {
        const bool kept = around.size() < most_around;
        around_open_.push_back(kept ? around.size() : most_around);
        if (kept) around.push_back(element(local, attributes));
    }

    std::string* around_text() {
        if (around_open_.empty() || around_open_.back() >= around.size()) return nullptr;
        return &around[around_open_.back()].text;
    }

    std::vector<std::string> records_;
    std::vector<XmlElement> open_; ///< from the record inwards
    std::vector<std::size_t> around_open_;
    std::size_t size_ = 0;
    std::uint64_t replaced_ = 0;
    XmlParser parser_;
};

PortalPage::PortalPage(std::unique_ptr<ByteSource> bytes, std::vector<std::string> records)
    : impl_(std::make_unique<Impl>(std::move(bytes), std::move(records))) {}

PortalPage::~PortalPage() = default;

bool PortalPage::next(XmlElement& record) { return impl_->next(record); }
const std::vector<XmlElement>& PortalPage::around() const { return impl_->around; }

const XmlElement* PortalPage::around(std::string_view name) const {
    for (const XmlElement& one : impl_->around)
        if (one.name == name) return &one;
    return nullptr;
}

std::uint64_t PortalPage::replaced() const { return impl_->replaced(); }

} // namespace moisson
