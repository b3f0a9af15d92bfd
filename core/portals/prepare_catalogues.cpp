// Portals that speak RDF or XML: DCAT documents, OAI-PMH, CSW.
#include "core/portals/profile.hpp"

namespace moisson {
namespace {

std::string xml_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

/// One of `values` equals the property, as a part of an ogc:Filter.
std::string one_of(const char* property, const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values)
        out += "<ogc:PropertyIsEqualTo><ogc:PropertyName>" + std::string(property) +
               "</ogc:PropertyName><ogc:Literal>" + xml_text(value) +
               "</ogc:Literal></ogc:PropertyIsEqualTo>";
    return values.size() > 1 ? "<ogc:Or>" + out + "</ogc:Or>" : out;
}

/// What was modified since, for a delta.
constexpr const char* csw_since =
    "<ogc:PropertyIsGreaterThanOrEqualTo><ogc:PropertyName>apiso:Modified</ogc:PropertyName>"
    "<ogc:Literal>{since}</ogc:Literal></ogc:PropertyIsGreaterThanOrEqualTo>";

std::string csw_filter(const PortalConfig& portal, bool delta) {
    std::vector<std::string> parts;
    if (!portal.tags.empty()) parts.push_back(one_of("apiso:Subject", portal.tags));
    if (!portal.organizations.empty())
        parts.push_back(one_of("apiso:OrganisationName", portal.organizations));
    if (!portal.text.empty())
        parts.push_back("<ogc:PropertyIsLike wildCard=\"%\" singleChar=\"_\" escapeChar=\"\\\">"
                        "<ogc:PropertyName>apiso:AnyText</ogc:PropertyName><ogc:Literal>%" +
                        xml_text(portal.text) + "%</ogc:Literal></ogc:PropertyIsLike>");
    if (delta) parts.emplace_back(csw_since);
    if (parts.empty()) return {};
    std::string inside;
    for (const std::string& part : parts) inside += part;
    if (parts.size() > 1) inside = "<ogc:And>" + inside + "</ogc:And>";
    return "<csw:Constraint version=\"1.1.0\"><ogc:Filter>" + inside + "</ogc:Filter></csw:Constraint>";
}

std::string csw_request(const PortalConfig& portal, bool delta) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
           "<csw:GetRecords xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\""
           " xmlns:ogc=\"http://www.opengis.net/ogc\" xmlns:gmd=\"http://www.isotc211.org/2005/gmd\""
           " xmlns:apiso=\"http://www.opengis.net/cat/csw/apiso/1.0\" service=\"CSW\" version=\"2.0.2\""
           " resultType=\"results\" outputFormat=\"application/xml\""
           " outputSchema=\"http://www.isotc211.org/2005/gmd\" startPosition=\"{position}\""
           " maxRecords=\"{size}\"><csw:Query typeNames=\"gmd:MD_Metadata\">"
           "<csw:ElementSetName>full</csw:ElementSetName>" +
           csw_filter(portal, delta) +
           "<ogc:SortBy><ogc:SortProperty><ogc:PropertyName>apiso:Identifier</ogc:PropertyName>"
           "<ogc:SortOrder>ASC</ogc:SortOrder></ogc:SortProperty></ogc:SortBy></csw:Query></csw:GetRecords>";
}

/// A literal of CQL.
std::string cql_text(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

void add_cql(std::string& constraint, const char* property, const char* relation,
             const std::vector<std::string>& values) {
    if (values.empty()) return;
    constraint += constraint.empty() ? "(" : " and (";
    for (std::size_t i = 0; i < values.size(); ++i)
        constraint += std::string(i ? " or " : "") + property + relation + cql_text(values[i]);
    constraint += ')';
}

std::string csw_constraint(const PortalConfig& portal) {
    std::string out;
    add_cql(out, "apiso:Subject", " = ", portal.tags);
    add_cql(out, "apiso:OrganisationName", " = ", portal.organizations);
    if (!portal.text.empty()) add_cql(out, "apiso:AnyText", " like ", {"%" + portal.text + "%"});
    return out;
}

/// Parameters of the address, for servers that take no POST.
void ask_csw_by_parameters(SourceConfig& source) {
    for (const auto& [name, value] : {std::pair{"service", "CSW"},
                                      {"version", "2.0.2"},
                                      {"request", "GetRecords"},
                                      {"typeNames", "gmd:MD_Metadata"},
                                      {"resultType", "results"},
                                      {"elementSetName", "full"},
                                      {"outputFormat", "application/xml"},
                                      {"outputSchema", "http://www.isotc211.org/2005/gmd"},
                                      {"sortBy", "apiso:Identifier:A"},
                                      {"constraintLanguage", "CQL_TEXT"},
                                      {"constraint_language_version", "1.1.0"}})
        add_query(source, name, value);
    if (const std::string constraint = csw_constraint(source.portal); !constraint.empty())
        add_query(source, "constraint", constraint);
    source.pagination.parameter = "startPosition";
    source.pagination.size_parameter = "maxRecords";
}

/// The day is the one form of dateStamp that all records have; it also reads the last day again.
void ask_csw_for_changes(SourceConfig& source) {
    const PortalConfig& portal = source.portal;
    IncrementalConfig& changes = source.incremental.emplace();
    changes.field = "dateStamp/*";
    changes.format = "YYYY-MM-DD";
    changes.overlap = portal.overlap;
    changes.full_every = portal.full_every;
    if (portal.request == "kvp") {
        const std::string constraint = csw_constraint(portal);
        changes.parameter = "constraint";
        changes.value = (constraint.empty() ? "" : constraint + " and ") + "apiso:Modified >= '{since}'";
    } else {
        changes.body = csw_request(portal, true);
    }
}

} // namespace

void prepare_dcat(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    source.portal.root = source.url;
    source.type = "rdf";
    source.complete = true;
    source.pagination.type = "document";
}

void prepare_oai_pmh(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    PortalConfig& portal = source.portal;
    source.type = "xml";
    source.url = portal.root =
        service_endpoint(source.url, "verb metadataprefix set from until resumptiontoken identifier");
    add_query(source, "verb", "ListRecords");
    add_query(source, "metadataPrefix", portal.format.empty() ? "oai_dc" : portal.format);
    if (!portal.set.empty()) add_query(source, "set", portal.set);
    source.pagination.type = "token";
    source.pagination.parameter = "resumptionToken";
    source.pagination.alone = {"metadataPrefix", "set", "from", "until"};
    source.complete = !portal.incremental;
    if (!portal.incremental) return;
    // A day is the one form that every repository must understand; Identify says whether it knows more.
    source.incremental = IncrementalConfig{.field = "header/datestamp",
                                           .parameter = "from",
                                           .format = "YYYY-MM-DD",
                                           .overlap = portal.overlap,
                                           .full_every = portal.full_every};
}

void prepare_csw(FeedConfig& feed) {
    SourceConfig& source = feed.source;
    PortalConfig& portal = source.portal;
    source.type = "xml";
    source.url = portal.root = service_endpoint(
        source.url, "service version request typenames resulttype elementsetname outputformat outputschema "
                    "startposition maxrecords sortby constraint constraintlanguage "
                    "constraint_language_version namespace");
    source.complete = true;
    if (portal.request == "kvp") {
        ask_csw_by_parameters(source);
    } else {
        source.method = "POST";
        source.body = csw_request(portal, false);
        source.headers.emplace_back("Content-Type", "application/xml");
    }
    source.pagination.type = "position";
    source.pagination.size = portal.page_size ? portal.page_size : 50;
    if (!portal.incremental) return;
    source.complete = false;
    ask_csw_for_changes(source);
}

} // namespace moisson
