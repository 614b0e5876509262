// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.maven;

import dev.strongroom.image.build.Strongroom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/// The jars of the enclave's runtime, of this plugin's version, with all that they stand on: from
/// the repositories that the plugin itself comes from.
///
/// @param system of this Maven
/// @param session of this build
/// @param repositories for plugins
record RuntimeJars(
    RepositorySystem system, RepositorySystemSession session, List<RemoteRepository> repositories) {
  private static final String RUNTIME = "dev.strongroom:strongroom-enclave-runtime:";

  /// Copies them into a folder that then holds nothing else.
  void copyTo(Path folder) throws IOException, DependencyResolutionException {
    Files.createDirectories(folder);
    try (Stream<Path> before = Files.list(folder)) {
      for (Path file : before.toList()) {
        Files.delete(file);
      }
    }
    CollectRequest collected =
        new CollectRequest(
            new Dependency(new DefaultArtifact(RUNTIME + Strongroom.version()), "runtime"),
            repositories);
    DependencyRequest request =
        new DependencyRequest(
            collected,
            (node, _) ->
                node.getDependency() == null
                    || List.of("compile", "runtime").contains(node.getDependency().getScope()));
    for (ArtifactResult result :
        system.resolveDependencies(session, request).getArtifactResults()) {
      Artifact artifact = result.getArtifact();
      // Not the file's name: that of a snapshot may hold a time.
      Path copy =
          folder.resolve(artifact.getArtifactId() + "-" + artifact.getBaseVersion() + ".jar");
      Files.copy(artifact.getFile().toPath(), copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
