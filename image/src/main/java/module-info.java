// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Enclave images: an application and pinned inputs in, the same bytes out for everyone; what an
/// image measures, and why two of them differ.
@NullMarked
@SuppressWarnings("requires-automatic") // jzlib and aircompressor aren't modules yet.
module dev.strongroom.image {
  requires static org.jspecify;
  requires dev.strongroom.attestation;
  requires aircompressor.v3;
  requires java.net.http;
  requires jzlib;
  requires org.bouncycastle.pg;
  requires org.snakeyaml.engine;
  requires org.tukaani.xz;
  requires tools.jackson.core;

  exports dev.strongroom.image;
  exports dev.strongroom.image.build;
  exports dev.strongroom.image.compare;
  exports dev.strongroom.image.confidential;
  exports dev.strongroom.image.debian;
  exports dev.strongroom.image.eif;
  exports dev.strongroom.image.inputs;
  exports dev.strongroom.image.kernel;
  exports dev.strongroom.image.materials;
  exports dev.strongroom.image.ramdisk;
  exports dev.strongroom.image.release;
  exports dev.strongroom.image.signature;
  exports dev.strongroom.image.tree;
}
