// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/// The modules as their poms declare them, named by their directories.
///
/// @param root the directory of the whole build
/// @param modules every module the root pom lists
record Project(Path root, Map<String, Module> modules) {

  /// One pom.
  ///
  /// @param artifact its artifactId
  /// @param published whether releases carry it
  /// @param dependencies what it declares, also in profiles
  record Module(String artifact, boolean published, List<Dependency> dependencies) {}

  /// One declared dependency.
  record Dependency(String group, String artifact, String scope) {
    boolean isOurs() {
      return group.equals("dev.strongroom") || group.equals("${project.groupId}");
    }

    boolean isForTests() {
      return scope.equals("test");
    }
  }

  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  /// Reads the poms around the directory in which Maven runs this module's tests.
  static Project read() throws Exception {
    Path root = Path.of("..").toRealPath();
    Map<String, Module> modules = new TreeMap<>();
    for (Node module : nodes(parse(root.resolve("pom.xml")), "/project/modules/module")) {
      String directory = module.getTextContent().strip();
      modules.put(directory, module(parse(root.resolve(directory).resolve("pom.xml"))));
    }
    return new Project(root, modules);
  }

  /// What `bom` gives a version to, in order.
  SortedSet<String> billOfMaterials() throws Exception {
    return nodes(
            parse(root.resolve("bom/pom.xml")),
            "/project/dependencyManagement/dependencies/dependency/artifactId")
        .stream()
        .map(node -> node.getTextContent().strip())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The version that a module's own pom states.
  String version(String directory) throws Exception {
    return text(parse(root.resolve(directory).resolve("pom.xml")), "/project/version");
  }

  private static Module module(Document pom) throws Exception {
    List<Dependency> dependencies =
        nodes(pom, "/project/dependencies/dependency|/project/profiles//dependencies/dependency")
            .stream()
            .map(node ->
                new Dependency(
                    text(node, "groupId"), text(node, "artifactId"), text(node, "scope")))
            .toList();
    return new Module(
        text(pom, "/project/artifactId"),
        !text(pom, "/project/properties/maven.deploy.skip").equals("true"),
        dependencies);
  }

  private static Document parse(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  private static List<Node> nodes(Document pom, String path) throws Exception {
    NodeList found = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
    return IntStream.range(0, found.getLength()).mapToObj(found::item).toList();
  }

  private static String text(Node node, String path) {
    try {
      return XPATH.evaluate(path, node).strip();
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }
}
