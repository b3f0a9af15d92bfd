#include "tests/support/udata/model.hpp"

namespace moisson::test::udata {

namespace {

std::string parameter(const std::string& head, const std::string& name) {
    const std::size_t at = head.find(" " + name + "=\"");
    if (at == std::string::npos) return "";
    const std::size_t from = at + name.size() + 3;
    return head.substr(from, head.find('"', from) - from);
}

std::string extension_of(const std::string& name) {
    return name.rfind('.') == std::string::npos ? "" : name.substr(name.rfind('.') + 1);
}

std::string stored_name(const std::string& name) {
    const std::string extension = extension_of(name);
    return slug_of(name.substr(0, name.size() - extension.size() - 1)) + "." + extension;
}

std::string field(const std::vector<Part>& parts, const std::string& name) {
    for (const Part& part : parts)
        if (part.name == name && part.filename.empty()) return part.bytes;
    return "";
}

PlatformReply failed(const std::string& why) {
    return {400, {{"success", false}, {"error", why}, {"message", ""}}};
}

PlatformReply take_chunk(Model& model, const std::vector<Part>& parts, const Part& file) {
    if (file.bytes.size() != std::stoul("0" + field(parts, "chunksize")) ||
        field(parts, "partbyteoffset").empty())
        return failed("Chunk size mismatch");
    model.chunks[field(parts, "uuid")].parts[static_cast<unsigned>(std::stoul(field(parts, "partindex")))] =
        file.bytes;
    return {200, {{"success", true}, {"error", nullptr}, {"message", ""}}};
}

PlatformReply store(Model& model, Json& dataset, const std::string& uuid, const std::string& name,
                    const std::string& bytes) {
    static const std::string allowed = " 7z csv geojson gz json ndjson xlsx xml zip ";
    if (allowed.find(" " + extension_of(name) + " ") == std::string::npos)
        return {400,
                {{"message", "This file type is not allowed.The allowed file type list is available at " +
                                 model.base + "/api/1/datasets/extensions/"}}};
    Json* resource = nullptr;
    for (Json& one : dataset["resources"])
        if (one["id"] == uuid) resource = &one;
    if (!uuid.empty() && !resource) return {404, {{"message", "Resource does not exist"}}};
    const std::string path = "/static/" + dataset["slug"].get<std::string>() + "/" +
                             std::to_string(++model.serial) + "/" + stored_name(name);
    if (!resource) {
        Json fresh = new_resource(
            model, {{"title", stored_name(name)}, {"url", model.base + path}, {"type", "main"}}, true);
        dataset["resources"].insert(dataset["resources"].begin(), fresh);
        resource = &dataset["resources"][0];
    } else {
        model.files.erase((*resource)["url"].get<std::string>().substr(model.base.size()));
    }
    model.files[path] = bytes;
    const std::string extension = extension_of(name);
    (*resource).update({{"title", stored_name(name)},
                        {"url", model.base + path},
                        {"checksum", {{"type", "sha1"}, {"value", sha1_hex(bytes)}}},
                        {"filesize", bytes.size()},
                        {"format", extension},
                        {"last_modified", now_iso()},
                        {"mime", extension == "csv" ? "text/csv" : "application/" + extension}});
    PlatformReply reply{uuid.empty() ? 201 : 200, model.output_resource(*resource)};
    reply.body["success"] = true;
    return reply;
}

} // namespace

std::vector<Part> parse_multipart(const Request& request) {
    const std::string type = request.header("content-type");
    std::vector<Part> parts;
    if (type.find("boundary=") == std::string::npos) return parts;
    const std::string boundary = "--" + type.substr(type.find("boundary=") + 9);
    std::size_t at = request.body.find(boundary);
    while (at != std::string::npos) {
        const std::size_t begin = at + boundary.size() + 2, head_end = request.body.find("\r\n\r\n", begin);
        const std::size_t next = request.body.find("\r\n" + boundary, begin);
        if (head_end == std::string::npos || next == std::string::npos) break;
        const std::string head = request.body.substr(begin, head_end - begin);
        parts.push_back({parameter(head, "name"), parameter(head, "filename"),
                         request.body.substr(head_end + 4, next - head_end - 4)});
        at = next + 2;
    }
    return parts;
}

PlatformReply upload(Model& model, Json& dataset, const std::string& resource, const Request& request) {
    const std::vector<Part> parts = parse_multipart(request);
    const Part* file = nullptr;
    for (const Part& part : parts)
        if (part.name == "file") file = &part;
    if (file && !field(parts, "totalparts").empty()) return take_chunk(model, parts, *file);
    if (file) return store(model, dataset, resource, file->filename, file->bytes);
    const auto chunks = model.chunks.find(field(parts, "uuid"));
    if (chunks == model.chunks.end()) return failed("Missing file parameter");
    std::string bytes;
    for (const auto& [index, part] : chunks->second.parts) bytes += part;
    return store(model, dataset, resource, field(parts, "filename"), bytes);
}

} // namespace moisson::test::udata
