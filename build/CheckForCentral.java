// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// Checks a bundle as Maven Central does, and what it doesn't look at: CheckForCentral [--signed]
/// BUNDLE. Prints each finding; ends with 1 if there was one.
final class CheckForCentral {
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();
  private static final Map<String, String> SUMS =
      Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

  /// What Central's requirements call for, in a pom or its parent.
  private static final List<String> NEEDED =
      List.of(
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "scm/connection",
          "scm/url");

  private static final Set<String> NEVER =
      Set.of("strongroom-bench", "strongroom-fuzz", "strongroom-integration", "strongroom-rules");

  /// Programs and plugins, whose packages nobody names in a module.
  private static final Set<String> NO_MODULES =
      Set.of("strongroom-maven-plugin", "strongroom-mcp");

  /// Where the licence is of code that isn't ours, by how its classes' names begin.
  private static final Map<String, String> OTHERS =
      Map.of(
          "dev/cel/", "META-INF/LICENSE",
          "cel/parser/", "META-INF/LICENSE",
          "com/google/protobuf/", "META-INF/licenses/protobuf.txt",
          "com/google/re2j/", "META-INF/licenses/re2j.txt",
          "org/antlr/", "META-INF/licenses/antlr.txt");

  private final ZipFile bundle;
  private final boolean signed;
  private final List<String> findings = new ArrayList<>();

  private CheckForCentral(ZipFile bundle, boolean signed) {
    this.bundle = bundle;
    this.signed = signed;
  }

  public static void main(String[] arguments) throws Exception {
    boolean signed = arguments.length == 2 && arguments[0].equals("--signed");
    try (ZipFile bundle = new ZipFile(Path.of(arguments[arguments.length - 1]).toFile())) {
      CheckForCentral check = new CheckForCentral(bundle, signed);
      int artifacts = check.all();
      check.findings.forEach(System.out::println);
      System.out.printf(
          "%d artifacts, %d findings%s%n",
          artifacts, check.findings.size(), signed ? "" : "; not signed");
      System.exit(check.findings.isEmpty() ? 0 : 1);
    }
  }

  private int all() throws Exception {
    Map<String, Document> poms = new TreeMap<>();
    Set<String> files = new TreeSet<>();
    bundle.stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipEntry::getName)
        .filter(name -> !name.equals("META-INF/MANIFEST.MF"))
        .forEach(files::add);
    for (String file : files) {
      if (file.endsWith(".pom")) {
        Document pom = xml(bytes(file));
        poms.put(text(pom, "/project/artifactId"), pom);
      }
    }
    for (Map.Entry<String, Document> pom : poms.entrySet()) {
      artifact(pom.getKey(), pom.getValue(), poms, files);
    }
    for (String file : files) {
      finding(!known(file), "left over: " + file);
    }
    return poms.size();
  }

  private static boolean known(String file) {
    return file.matches("dev/strongroom/(strongroom[a-z0-9-]*)/([^/]+)/\\1-\\2"
        + "(\\.pom|\\.jar|-sources\\.jar|-javadoc\\.jar)(\\.(asc|md5|sha1|sha256|sha512))?");
  }

  private void artifact(
      String name, Document pom, Map<String, Document> poms, Set<String> files) throws Exception {
    finding(NEVER.contains(name), name + " isn't for publishing");
    Document parent = poms.get("strongroom");
    boolean inherits = !text(pom, "/project/parent/artifactId").isEmpty();
    String version = text(pom, "/project/version");
    if (version.isEmpty()) {
      version = text(pom, "/project/parent/version");
    }
    for (String element : List.of("name", "description")) {
      finding(text(pom, "/project/" + element).isEmpty(), name + " has no " + element);
    }
    for (String element : NEEDED) {
      boolean there =
          !text(pom, "/project/" + element).isEmpty()
              || (inherits && parent != null && !text(parent, "/project/" + element).isEmpty());
      finding(!there, name + " has no " + element);
    }
    String prefix = "dev/strongroom/" + name + "/" + version + "/" + name + "-" + version;
    String source = new String(bytes(prefix + ".pom"), StandardCharsets.UTF_8);
    finding(source.contains("-SNAPSHOT"), name + " names a snapshot");
    for (String element : List.of("repositories", "pluginRepositories", "distributionManagement")) {
      finding(has(pom, "/project/" + element), name + " has " + element);
    }
    dependencies(name, pom, poms);
    List<String> made = new ArrayList<>(List.of(prefix + ".pom"));
    if (!text(pom, "/project/packaging").equals("pom")) {
      made.addAll(List.of(prefix + ".jar", prefix + "-sources.jar", prefix + "-javadoc.jar"));
    }
    for (String file : made) {
      if (!files.contains(file)) {
        finding(true, "missing: " + file);
        continue;
      }
      sums(file, files);
      finding(signed && !files.contains(file + ".asc"), "not signed: " + file);
    }
    if (files.containsAll(made) && made.size() > 1) {
      jars(name, prefix);
    }
  }

  private void dependencies(String name, Document pom, Map<String, Document> poms)
      throws Exception {
    NodeList used =
        (NodeList)
            XPATH.evaluate(
                "/project/dependencies/dependency[groupId='dev.strongroom'][not(scope='test')]"
                    + "/artifactId",
                pom,
                XPathConstants.NODESET);
    for (int i = 0; i < used.getLength(); i++) {
      String artifact = used.item(i).getTextContent().strip();
      finding(!poms.containsKey(artifact), name + " needs " + artifact + ", which isn't there");
    }
  }

  private void sums(String file, Set<String> files) throws Exception {
    for (Map.Entry<String, String> sum : SUMS.entrySet()) {
      String beside = file + "." + sum.getKey();
      String is = HexFormat.of().formatHex(MessageDigest.getInstance(sum.getValue()).digest(bytes(file)));
      finding(
          !files.contains(beside)
              || !new String(bytes(beside), StandardCharsets.US_ASCII).equals(is),
          "missing or wrong: " + beside);
    }
  }

  private void jars(String name, String prefix) throws IOException {
    Set<String> content = entries(prefix + ".jar");
    Set<String> sources = entries(prefix + "-sources.jar");
    for (String entry : content) {
      finding(
          entry.matches("dev/strongroom/[^$]*\\.class")
              && !sources.contains(entry.replaceAll("\\.class$", ".java")),
          name + " holds " + entry + ", which isn't in its sources: of a test?");
    }
    finding(
        content.stream().anyMatch(entry -> entry.contains("/fixtures/")), name + " holds tests");
    boolean module =
        content.contains("module-info.class")
            || attributes(prefix + ".jar").getValue("Automatic-Module-Name") != null;
    finding(!module && !NO_MODULES.contains(name), name + " has no module's name");
    licences(name, content);
    finding(
        sources.stream().noneMatch(entry -> entry.endsWith(".java")),
        name + " has no sources in its sources");
    finding(
        !entries(prefix + "-javadoc.jar").contains("index.html"),
        name + " has no pages in its Javadoc");
  }

  private void licences(String name, Set<String> content) {
    Set<String> missing = new TreeSet<>();
    for (String entry : content) {
      if (!entry.endsWith(".class")
          || entry.startsWith("dev/strongroom/")
          || entry.endsWith("module-info.class")) {
        continue;
      }
      String licence =
          OTHERS.entrySet().stream()
              .filter(others -> entry.startsWith(others.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse("a licence for " + entry.substring(0, entry.lastIndexOf('/') + 1));
      if (!content.contains(licence) || !content.contains("META-INF/NOTICE")) {
        missing.add(licence);
      }
    }
    finding(!missing.isEmpty(), name + " holds other people's code without " + missing);
  }

  private Set<String> entries(String jar) throws IOException {
    Set<String> names = new TreeSet<>();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(bytes(jar)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  private Attributes attributes(String jar) throws IOException {
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(bytes(jar)))) {
      return in.getManifest() == null ? new Attributes() : in.getManifest().getMainAttributes();
    }
  }

  private void finding(boolean wrong, String what) {
    if (wrong) {
      findings.add(what);
    }
  }

  private byte[] bytes(String file) throws IOException {
    try (InputStream in = bundle.getInputStream(bundle.getEntry(file))) {
      return in.readAllBytes();
    }
  }

  private static Document xml(byte[] pom) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(pom));
  }

  private static boolean has(Document pom, String path) throws Exception {
    return (Boolean) XPATH.evaluate(path, pom, XPathConstants.BOOLEAN);
  }

  private static String text(Document pom, String path) throws Exception {
    return XPATH.evaluate(path, pom).strip();
  }
}
