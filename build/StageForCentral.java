// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// Copies what a release build made, without what isn't for publishing, into a folder laid out as a
/// Maven repository is: StageForCentral TREE FOLDER.
final class StageForCentral {
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private StageForCentral() {}

  public static void main(String[] arguments) throws Exception {
    Path tree = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    Document root = parse(tree.resolve("pom.xml"));
    String version = text(root, "/project/version");
    List<String> directories = new ArrayList<>(List.of("."));
    NodeList modules =
        (NodeList) XPATH.evaluate("/project/modules/module", root, XPathConstants.NODESET);
    for (int i = 0; i < modules.getLength(); i++) {
      directories.add(modules.item(i).getTextContent().strip());
    }
    for (String directory : directories) {
      stage(tree.resolve(directory), folder, version);
    }
  }

  private static void stage(Path module, Path folder, String version) throws Exception {
    Document pom = parse(module.resolve("pom.xml"));
    if (text(pom, "/project/properties/maven.deploy.skip").equals("true")) {
      return;
    }
    String artifact = text(pom, "/project/artifactId");
    Path to =
        Files.createDirectories(
            folder.resolve("dev/strongroom").resolve(artifact).resolve(version));
    Files.copy(module.resolve("pom.xml"), to.resolve(artifact + "-" + version + ".pom"));
    if (!text(pom, "/project/packaging").equals("pom")) {
      for (String kind : List.of("", "-sources", "-javadoc")) {
        copy(module.resolve("target"), to, artifact + "-" + version + kind + ".jar");
      }
    }
  }

  /// What is missing is for the check to say.
  private static void copy(Path from, Path to, String name) throws IOException {
    if (Files.exists(from.resolve(name))) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
  }

  private static Document parse(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  private static String text(Document pom, String path) throws Exception {
    return XPATH.evaluate(path, pom).strip();
  }
}
