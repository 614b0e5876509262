// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.BlobStore;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.materials.BillOfMaterials;
import dev.strongroom.image.materials.InstalledFile;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.tree.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// Builds enclave images: the same project and lock give the same bytes, whoever builds, wherever
/// and whenever.
public final class ImageBuilder {
  /// The kernel's command line. AWS's own for x86-64, but: no loading of modules, which the kernel
  /// can't; the end of process 1 ends the machine at once; and a root file system that may use all
  /// memory.
  static final String COMMAND_LINE =
      "reboot=k panic=-1 console=ttyS0 i8042.noaux i8042.nomux i8042.nopnp i8042.dumbkbd"
          + " random.trust_cpu=on root=/dev/ram0 loglevel=4";

  private static final String TOOL = "strongroom";

  private final Fetcher fetcher;
  private final BaseRamdisk bases;
  private final PackedLibraries libraries;
  private final ModuleNeeds needs;

  /// A builder.
  ///
  /// @param fetcher knows where inputs are
  /// @param folder for what can be made again
  /// @throws IOException if the folder can't be used
  public ImageBuilder(Fetcher fetcher, CacheFolder folder, BuildProgress progress)
      throws IOException {
    this.fetcher = fetcher;
    BlobStore blobs = BlobStore.in(folder.blobs());
    this.bases =
        new BaseRamdisk(fetcher, blobs, new Cache(folder.root().resolve("bases")), progress);
    this.libraries = new PackedLibraries(fetcher, blobs, progress);
    this.needs = new ModuleNeeds(new Cache(folder.root().resolve("modules")));
  }

  /// What was built.
  ///
  /// @param measurements what an enclave that boots it measures
  /// @param size of the image in bytes
  /// @param sha256 of the image
  /// @param modules of the JDK that the application needs
  /// @param materials of the image: also in a file beside it
  public record Built(
      Measurements measurements,
      long size,
      Bytes sha256,
      SortedSet<String> modules,
      BillOfMaterials materials) {}

  /// Builds an image, and beside it its bill of materials ([BillOfMaterials#SUFFIX]).
  ///
  /// @param lock pins all that goes into it
  /// @param output replaced in one step
  /// @param fresh whether to make everything anew, cached or not
  /// @throws ProjectException if project and lock don't belong together
  /// @throws InputException if an input isn't to be had, or isn't what the lock pins
  /// @throws MalformedPackageException if a package can't be unpacked
  /// @throws ToolException if the pinned JDK doesn't work here
  public Built build(Project project, Lock lock, Path output, boolean fresh)
      throws IOException,
          InterruptedException,
          ProjectException,
          InputException,
          MalformedPackageException {
    requireUsable(output);
    LockedApplication locked = LockedApplication.of(project, lock);
    Path kernel = fetcher.fetch(Locks.kernel(lock));
    Map<String, Fetched> jars = named(locked.jars());
    Map<String, Fetched> files = files(locked);
    SortedSet<String> modules = needs.of(byDigest(jars), fresh);
    modules.addAll(project.modules());
    BaseRamdisk.Kept base =
        bases.of(lock.group(Locks.BASE), lock.group(Locks.RUNTIME), modules, fresh);
    SortedMap<String, PackedLibraries.Taken> taken = libraries.of(locked.libraries());
    FileTree application = ApplicationTree.of(project, jars, files, taken);
    EifContents contents =
        EifContents.unsigned(
            Architecture.X86_64,
            Blob.of(kernel),
            COMMAND_LINE,
            metadata(project, lock).json(),
            List.of(base.ramdisk(), CpioWriter.archive(application)));
    List<InstalledFile> installed = new ArrayList<>(base.files());
    installed.addAll(ApplicationTree.list(application, jars, files, taken));
    try (Draft draft = Draft.of(output)) {
      Measurements measured;
      try (FileChannel out = FileChannel.open(draft.file(), StandardOpenOption.WRITE)) {
        measured = EifWriter.write(contents, out);
      }
      Bytes sha256 = Sha256.of(draft.file());
      long size = Files.size(draft.file());
      BillOfMaterials materials =
          Bills.of(
              new BillOfMaterials.Image(project.name(), project.version(), sha256, measured),
              lock,
              installed);
      // The image comes last: a bill without its image does no harm.
      try (Draft bill =
          Draft.of(output.resolveSibling(output.getFileName() + BillOfMaterials.SUFFIX))) {
        Files.write(bill.file(), materials.json().toByteArray());
        bill.publish();
      }
      draft.publish();
      return new Built(measured, size, sha256, modules, materials);
    }
  }

  /// Before anything that takes long.
  private static void requireUsable(Path output) throws IOException {
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("the folder of " + output + " isn't there");
    }
    // It is replaced, which a device or a folder wouldn't survive.
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      throw new IOException(output + " is there, and no file");
    }
    if (!Files.isWritable(folder)) {
      throw new IOException("the folder of " + output + " can't be written to");
    }
  }

  private static Map<Bytes, Path> byDigest(Map<String, Fetched> jars) {
    Map<Bytes, Path> files = new LinkedHashMap<>();
    jars.values().forEach(jar -> files.put(jar.input().sha256(), jar.file()));
    return files;
  }

  /// Jars by the names that they get in the image: their place in the class path comes first, so
  /// that two of one name don't meet.
  private Map<String, Fetched> named(List<Input> inputs)
      throws IOException, InterruptedException, InputException {
    Map<String, Fetched> named = new LinkedHashMap<>();
    for (Map.Entry<Input, Path> each : fetcher.fetchAll(inputs).entrySet()) {
      Input input = each.getKey();
      // Some languages have digits of their own.
      String place = String.format(Locale.ROOT, "%03d", named.size());
      named.put(place + "-" + input.fileName(), new Fetched(input, each.getValue()));
    }
    return named;
  }

  private Map<String, Fetched> files(LockedApplication locked)
      throws IOException, InterruptedException, InputException {
    Map<Input, Path> fetched = fetcher.fetchAll(locked.files().values());
    Map<String, Fetched> files = new TreeMap<>();
    locked
        .files()
        .forEach((path, input) ->
            files.put(path, new Fetched(input, Objects.requireNonNull(fetched.get(input)))));
    return files;
  }

  private static Metadata metadata(Project project, Lock lock) throws ProjectException {
    return new Metadata(
        project.name(),
        project.version(),
        Locks.kernel(lock).version().orElse("?"),
        TOOL,
        Strongroom.version(),
        new TreeMap<>(Map.of("Lock", Sha256.of(Bytes.utf8(lock.text())).hex())));
  }
}
