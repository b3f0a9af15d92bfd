#include "connectors/formats/sheet/relationships.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet/xml_attributes.hpp"

namespace moisson {
namespace {

constexpr const char* outside =
    "the spreadsheet takes a part from outside of its file, which is never followed. "
    "Ask the producer to save it with its data.";

/// "../sharedStrings.xml" beside "xl/worksheets/"; false when it climbs out.
bool resolve(std::string_view folder, std::string_view target, std::string& part) {
    std::vector<std::string_view> steps;
    const auto walk = [&](std::string_view path) {
        while (!path.empty()) {
            const std::size_t end = std::min(path.find('/'), path.size());
            const std::string_view step = path.substr(0, end);
            path.remove_prefix(std::min(end + 1, path.size()));
            if (step.empty() || step == ".") continue;
            if (step != "..")
                steps.push_back(step);
            else if (steps.empty())
                return false;
            else
                steps.pop_back();
        }
        return true;
    };
    if (!target.starts_with('/') && !walk(folder)) return false;
    if (!walk(target)) return false;
    part.clear();
    for (const auto step : steps) part += (part.empty() ? "" : "/") + std::string(step);
    return true;
}

class RelationshipHandler final : public XmlHandler {
public:
    RelationshipHandler(std::unique_ptr<ByteSource> bytes, const std::string& place, std::string_view folder)
        : folder_(folder), parser_(std::move(bytes), *this, place + ", ") {}

    std::vector<Relationship> read() {
        parser_.run();
        return std::move(found_);
    }

    void start(std::string_view name, const char** attributes) override {
        if (local_name(name) != "Relationship") return;
        if (found_.size() >= format_limit::sheet_count * 4)
            return parser_.refuse(format_code::sheet_bad_reference,
                                  "more than 4,000 relationships. Tell the producer.");
        Relationship relationship;
        relationship.id = attribute(attributes, "Id");
        const std::string_view type = attribute(attributes, "Type");
        relationship.type = type.substr(type.rfind('/') + 1);
        relationship.is_external = attribute(attributes, "TargetMode") == "External";
        const std::string_view target = attribute(attributes, "Target");
        if (!relationship.is_external && !resolve(folder_, target, relationship.target))
            return parser_.refuse(format_code::sheet_external_part, outside);
        found_.push_back(std::move(relationship));
    }
    void text(std::string_view) override {}
    void end(std::string_view) override {}

private:
    std::string folder_;
    std::vector<Relationship> found_;
    XmlParser parser_;
};

} // namespace

std::vector<Relationship> read_relationships(const SheetPackage& package, std::string_view source) {
    const std::size_t slash = source.rfind('/');
    const std::string_view folder =
        slash == std::string_view::npos ? std::string_view() : source.substr(0, slash + 1);
    const std::string part =
        std::string(folder) + "_rels/" + std::string(source.substr(folder.size())) + ".rels";
    if (!package.has(part)) return {};
    return RelationshipHandler(package.open(part), part, folder).read();
}

const std::string& part_of(const Relationship& relationship) {
    if (relationship.is_external) refuse_zip(format_code::sheet_external_part, outside);
    return relationship.target;
}

} // namespace moisson
