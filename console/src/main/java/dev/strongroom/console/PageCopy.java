// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The page as one file that needs no server: style, scripts and verifier are in it. A visitor who
/// keeps one doesn't depend on what an enclave sends.
///
/// Browsers load no modules from a disk, so each is written as a `data:` address under a name of
/// its own, by which the others import it.
public final class PageCopy {
  private static final String NAMES = "strongroom/";
  private static final Pattern IMPORTED = Pattern.compile("(from ')(\\.[^']+)(')");
  private static final String STYLE = "<link rel=\"stylesheet\" href=\"console.css\">";
  private static final String SCRIPT = "<script type=\"module\" src=\"page.js\"></script>";
  private static final String CHARSET = "<meta charset=\"utf-8\">";
  private static final String ROOT = "<html lang=\"en\">";

  private PageCopy() {}

  /// The file.
  ///
  /// @param enclave an origin that it asks at once, such as `https://enclave.example`; empty to
  ///   wait until its reader names one
  /// @throws IllegalArgumentException if that isn't an origin
  public static String html(String enclave) {
    if (!enclave.isEmpty() && !enclave.matches("https://[A-Za-z0-9.\\[\\]:-]{1,300}")) {
      throw new IllegalArgumentException("not an origin such as https://enclave.example");
    }
    Map<String, String> modules = new TreeMap<>();
    Console.all()
        .forEach((path, file) -> {
          if (path.endsWith(".js")) {
            String name = path.substring(Console.PATH.length());
            modules.put(NAMES + name, data(named(name, file.text())));
          }
        });
    List<String> entries = new ArrayList<>();
    modules.forEach((name, address) -> entries.add("\"" + name + "\":\"" + address + "\""));
    String map = "{\"imports\":{" + String.join(",", entries) + "}}";
    String start = "import '" + NAMES + "page.js';";
    String style = file("console.css");
    String root =
        "<html lang=\"en\" data-copy=\"\""
            + (enclave.isEmpty() ? "" : " data-enclave=\"" + enclave + "\"")
            + ">";
    return once(
        once(
            once(once(file(""), ROOT, root), CHARSET, CHARSET + rules(List.of(map, start), style)),
            STYLE,
            "<style>" + style + "</style>"),
        SCRIPT,
        "<script type=\"importmap\">"
            + map
            + "</script>\n    <script type=\"module\">"
            + start
            + "</script>");
  }

  private static String file(String name) {
    return Objects.requireNonNull(Console.all().get(Console.PATH + name), name).text();
  }

  /// The only scripts are these, and the modules that they name.
  private static String rules(List<String> scripts, String style) {
    List<String> digests = scripts.stream().map(PageCopy::digest).toList();
    return "\n    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
        + " script-src data: "
        + String.join(" ", digests)
        + "; style-src "
        + digest(style)
        + "; connect-src https:; base-uri 'none'; form-action 'none'\">";
  }

  private static String digest(String text) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String data(String text) {
    return "data:text/javascript;base64,"
        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The module with names in place of relative addresses.
  private static String named(String module, String text) {
    String folder = module.substring(0, module.lastIndexOf('/') + 1);
    return IMPORTED
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group(1)
                    + NAMES
                    + URI.create(folder).resolve(found.group(2))
                    + found.group(3)));
  }

  private static String once(String text, String part, String other) {
    int at = text.indexOf(part);
    if (at < 0 || text.indexOf(part, at + 1) >= 0) {
      throw new IllegalStateException("the page has changed: " + part);
    }
    return text.substring(0, at) + other + text.substring(at + part.length());
  }
}
