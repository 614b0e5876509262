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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /// A builder.
  ///
  /// @param fetcher knows where inputs are
  /// @param folder for what can be made again
  /// @throws IOException if the folder can't be used
  public ImageBuilder(Fetcher fetcher, CacheFolder folder, BuildProgress progress)
      throws IOException {
    this.fetcher = fetcher;
    this.bases =
        new BaseRamdisk(
            fetcher,
            BlobStore.in(folder.blobs()),
            new Cache(folder.root().resolve("bases")),
            progress);
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
    Path kernel = fetcher.fetch(Locks.kernel(lock));
    Map<String, Fetched> jars = named(lock.group(Locks.JARS));
    Map<String, Fetched> files = files(project, lock);
    SortedSet<String> modules = ModuleNeeds.of(jars.values().stream().map(Fetched::file).toList());
    modules.addAll(project.modules());
    Cache.Kept base = bases.of(lock.group(Locks.BASE), lock.group(Locks.RUNTIME), modules, fresh);
    FileTree application = ApplicationTree.of(project, jars, files);
    EifContents contents =
        EifContents.unsigned(
            Architecture.X86_64,
            Blob.of(kernel),
            COMMAND_LINE,
            metadata(project, lock).json(),
            List.of(base.ramdisk(), CpioWriter.archive(application)));
    Measurements measured = write(contents, output);
    Bytes sha256 = Sha256.of(output);
    List<InstalledFile> installed = new ArrayList<>(base.files());
    installed.addAll(ApplicationTree.list(application, jars, files));
    BillOfMaterials materials =
        Bills.of(
            new BillOfMaterials.Image(project.name(), project.version(), sha256, measured),
            lock,
            installed);
    Path bill = output.resolveSibling(output.getFileName() + BillOfMaterials.SUFFIX);
    Files.write(bill, materials.json().toByteArray());
    return new Built(measured, Files.size(output), sha256, modules, materials);
  }

  private static Measurements write(EifContents contents, Path output) throws IOException {
    // Not a temporary file: it would be nobody's but the builder's to read.
    Path draft =
        output.resolveSibling(output.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    try {
      Measurements measured;
      try (FileChannel out =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        measured = EifWriter.write(contents, out);
      }
      Files.move(draft, output, StandardCopyOption.REPLACE_EXISTING);
      return measured;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// Jars by the names that they get in the image: their place in the class path comes first, so
  /// that two of one name don't meet.
  private Map<String, Fetched> named(List<Input> inputs)
      throws IOException, InterruptedException, InputException {
    Map<String, Fetched> named = new LinkedHashMap<>();
    for (Map.Entry<Input, Path> each : fetcher.fetchAll(inputs).entrySet()) {
      Input input = each.getKey();
      named.put(
          "%03d-%s".formatted(named.size(), input.fileName()), new Fetched(input, each.getValue()));
    }
    return named;
  }

  private Map<String, Fetched> files(Project project, Lock lock)
      throws IOException, InterruptedException, InputException, ProjectException {
    Map<String, Fetched> places = new TreeMap<>();
    for (Map.Entry<Input, Path> each : fetcher.fetchAll(lock.group(Locks.FILES)).entrySet()) {
      places.put(each.getKey().location(), new Fetched(each.getKey(), each.getValue()));
    }
    Map<String, Fetched> files = new TreeMap<>();
    for (Map.Entry<String, String> file : project.files().entrySet()) {
      Fetched there = places.get(file.getValue());
      if (there == null) {
        throw new ProjectException(file.getValue() + " isn't in the lock");
      }
      files.put(file.getKey(), there);
    }
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
