// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.maven;

import dev.strongroom.image.build.ImageBuilder;
import dev.strongroom.image.build.Locks;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.build.ProjectException;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.inputs.Attempt;
import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.inputs.Source;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.jspecify.annotations.Nullable;

/// Builds an enclave image of the project's jar and its runtime dependencies.
///
/// `strongroom.lock` pins base, kernel and runtime, and is made if it is missing. The lock of this
/// very image, which pins the jars too, is written beside the image.
@Mojo(
    name = "image",
    defaultPhase = LifecyclePhase.PACKAGE,
    requiresDependencyResolution = ResolutionScope.RUNTIME,
    threadSafe = true)
public final class ImageMojo extends AbstractMojo {
  private final RepositorySystem system;

  /// The project's file.
  @Parameter(property = "strongroom.project", defaultValue = "${project.basedir}/strongroom.yaml")
  private File configuration = new File("strongroom.yaml");

  /// The image.
  @Parameter(
      property = "strongroom.image",
      defaultValue = "${project.build.directory}/${project.build.finalName}.eif")
  private File output = new File("app.eif");

  /// The kernel that a new lock pins, where Strongroom's own isn't built yet.
  @Parameter(property = "strongroom.kernel")
  private @Nullable File kernel;

  /// Where files of the build are put.
  @Parameter(defaultValue = "${project.build.directory}/strongroom", readonly = true)
  private File work = new File("target");

  /// Whether to make everything anew, cached or not.
  @Parameter(property = "strongroom.fresh", defaultValue = "false")
  private boolean fresh;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Parameter(defaultValue = "${repositorySystemSession}", readonly = true, required = true)
  private RepositorySystemSession session;

  @Parameter(defaultValue = "${project.remotePluginRepositories}", readonly = true)
  private List<RemoteRepository> repositories = List.of();

  /// Made by Maven, which sets the fields.
  @Inject
  @SuppressWarnings("NullAway.Init")
  public ImageMojo(RepositorySystem system) {
    super();
    this.system = system;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    try {
      build();
    } catch (InputException
        | ProjectException
        | MalformedLockException
        | DependencyResolutionException e) {
      throw new MojoFailureException(String.valueOf(e.getMessage()), e);
    } catch (IOException | MalformedPackageException e) {
      throw new MojoExecutionException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("interrupted", e);
    }
  }

  private void build()
      throws IOException,
          InterruptedException,
          InputException,
          ProjectException,
          MalformedLockException,
          MalformedPackageException,
          DependencyResolutionException,
          MojoFailureException {
    ApplicationJars jars = ApplicationJars.of(project);
    Path runtime = work.toPath().resolve("runtime");
    new RuntimeJars(system, session, repositories).copyTo(runtime);
    Project read = Project.read(configuration.toPath());
    List<String> names = jars.inputs().stream().map(Input::location).toList();
    if (!read.jars().isEmpty() && !read.jars().equals(names)) {
      throw new MojoFailureException(
          configuration + ": no jars, or exactly those that Maven knows: " + names);
    }
    Project named = read.withJars(names);
    Lock lock =
        Locks.withApplication(lock(runtime), read.withJars(List.of()))
            .withGroup(Locks.JARS, jars.inputs());
    Path image = output.toPath();
    Files.writeString(image.resolveSibling(image.getFileName() + ".lock"), lock.text());
    CacheFolder cache = CacheFolder.of(System.getenv(), Path.of(System.getProperty("user.home")));
    try (Fetcher fetcher = fetcher(cache, read, runtime, jars, lock)) {
      ImageBuilder.Built built =
          new ImageBuilder(fetcher, cache, getLog()::info).build(named, lock, image, fresh);
      getLog().info(image + ", " + built.size() + " bytes");
      Measured.log(getLog(), built.measurements());
    }
  }

  private Lock lock(Path runtime) throws IOException, MalformedLockException {
    Path file = configuration.toPath().resolveSibling(Lock.FILE_NAME);
    if (Files.exists(file)) {
      return Lock.parse(Files.readString(file));
    }
    Lock lock = Locks.ofThisBuild();
    if (kernel != null) {
      lock = Locks.withKernel(lock, kernel.toPath(), "unknown");
    }
    lock = Locks.withRuntime(lock, runtime);
    Files.writeString(file, lock.text());
    getLog().info("Pinned base, kernel and runtime in " + file);
    return lock;
  }

  private Fetcher fetcher(
      CacheFolder cache, Project read, Path runtime, ApplicationJars jars, Lock lock)
      throws IOException {
    List<Source> sources = new ArrayList<>();
    sources.add(Source.folder(runtime));
    sources.add(jars::placesOf);
    sources.add(Source.folder(read.folder()));
    if (kernel != null) {
      Path folder = kernel.toPath().toAbsolutePath().getParent();
      sources.add(Source.folder(folder == null ? read.folder() : folder));
    }
    sources.add(Source.debianMirror(Source.DEBIAN));
    sources.add(Source.debianSnapshot(Source.DEBIAN_SNAPSHOT, lock.snapshot()));
    sources.add(Source.mavenRepository(Source.MAVEN_CENTRAL));
    return new Fetcher(
        InputCache.in(cache.inputs()),
        sources,
        session.isOffline() ? Network.OFFLINE : Network.USUAL,
        new Told());
  }

  /// Says what is downloaded.
  private final class Told implements Progress {
    @Override
    public void begun(Input input, String from) {
      if (from.startsWith("http")) {
        getLog().info("fetching " + from);
      }
    }

    @Override
    public void failed(Input input, Attempt attempt) {}
  }
}
