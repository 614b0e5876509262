# SPDX-License-Identifier: Apache-2.0
#
# Makes the kernel, in a root of pinned Debian packages that has nothing else: no network, no /proc,
# of devices only /dev/null. KernelBuild runs it step by step, with an environment of its own:
#
#   sh build.sh unpack | configure | compile JOBS
#
# Whatever could differ between two machines is fixed here: folder, locale, time zone, umask, and
# what the kernel's build would ask the machine for: its name, the user and the time.
set -eu
umask 022
export PATH=/usr/bin LC_ALL=C TZ=UTC HOME=/build
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' SOURCE_DATE_EPOCH=0
export KBUILD_BUILD_USER=strongroom KBUILD_BUILD_HOST=strongroom KBUILD_BUILD_VERSION=1

# Not the machine's own architecture, if that is called otherwise.
kernel_make() {
  make -C /build/linux ARCH=x86_64 "$@"
}

case $1 in
  unpack)
    mkdir /build/linux
    # What an x86-64 kernel without such hardware never reads stays packed: 0.6 GB instead of 1.6.
    # Kconfig files are needed all the same.
    tar --extract --file /usr/src/linux-source-*.tar.xz --directory /build/linux \
      --strip-components=1 --no-same-owner --wildcards \
      --exclude='*/Documentation/*/*' --exclude='*/tools/testing/*' \
      --exclude='*.dts' --exclude='*.dtsi' --exclude='*/arch/[!x]*/*.[chS]' \
      --exclude='*/drivers/gpu/*.[ch]' --exclude='*/drivers/media/*.[ch]' \
      --exclude='*/drivers/net/ethernet/*.[ch]' --exclude='*/drivers/net/wireless/*.[ch]' \
      --exclude='*/drivers/scsi/*.[ch]' --exclude='*/drivers/infiniband/*.[ch]' \
      --exclude='*/sound/*.[ch]'
    ;;
  configure)
    kernel_make KCONFIG_ALLCONFIG=/build/wanted.config allnoconfig
    ;;
  compile)
    kernel_make -j"$2" bzImage
    ;;
  *)
    echo "no such step: $1" >&2
    exit 2
    ;;
esac
