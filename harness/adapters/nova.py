#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""nova's LibvirtConfigGuestInterface as a subject: each document is parsed and formatted.

nova comes as an unpacked tree (see build-aux/unpack-packages), named by --nova or
NHD_NOVA. Of it the codec is real: nova.virt.libvirt.config, nova.pci.utils and lxml. The
rest of its imports plays no part in reading an interface and is stood in for.

What counts as nova's answer:
- an exception of nova's own (nova.exception) is a rejection, in a class it does not name;
- lxml's XMLSyntaxError is a rejection as not well formed;
- any other exception was not foreseen by nova, so nothing here catches it: the process
  ends with its traceback and exit status 1, which the protocol calls a crash, in batch
  mode too. The suite then starts the next process for the next case.
"""
import argparse
import ctypes
import glob
import importlib
import os
import sys
import types

PACKAGES = "usr/lib/python3/dist-packages"

EXIT_REJECTED = 1
EXIT_BROKEN = 2
EXIT_SKIPPED = 77

# The interfaces that libvirt knows beside hostdev; none of them is judged here.
OTHER_TYPES = {
    None, "bridge", "client", "direct", "ethernet", "internal", "mcast", "network",
    "null", "server", "udp", "user", "vdpa", "vds", "vhostuser",
}

# What a hello names; it leaves out validates, since nova promises to convert and no more.
CAPABILITIES = "interface usb virtualport"

# Packages of nova whose own __init__ would pull in all of it.
BARE_PACKAGES = ("nova", "nova.virt", "nova.virt.libvirt", "nova.pci")

# Modules that the codec imports but does not use for an interface.
STAND_INS = (
    "oslo_log", "oslo_log.log", "oslo_utils", "oslo_utils.strutils", "oslo_utils.units",
    "nova.objects", "nova.objects.fields", "nova.virt.hardware",
)


class NovaError(Exception):
    """The base of every exception that nova.exception is asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, *("%s=%s" % item for item in kwargs.items()))


class StandIn(types.ModuleType):
    """A module that has whatever is asked of it and does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(name)

    def __call__(self, *args, **kwargs):
        return self


class ExceptionModule(types.ModuleType):
    """Stands in for nova.exception: every name in it is an exception."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (NovaError,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


def install(module):
    """Makes module importable, also as an attribute of its package."""
    sys.modules[module.__name__] = module
    package, _, name = module.__name__.rpartition(".")
    if package in sys.modules:
        setattr(sys.modules[package], name, module)


def load_libxslt(tree):
    """lxml links with libxslt, which need not be installed where the tree is unpacked."""
    for name in ("libxslt.so.1", "libexslt.so.0"):
        for path in glob.glob(os.path.join(tree, "usr/lib/*", name)):
            ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)


def load_nova(tree):
    """Returns lxml.etree and nova's config module, out of the unpacked tree."""
    packages = os.path.join(tree, PACKAGES)
    load_libxslt(tree)
    sys.path.insert(0, packages)
    for name in BARE_PACKAGES:
        package = types.ModuleType(name)
        package.__path__ = [os.path.join(packages, name.replace(".", "/"))]
        install(package)
    for name in STAND_INS:
        install(StandIn(name))
    install(ExceptionModule("nova.exception"))
    translation = types.ModuleType("nova.i18n")
    translation._ = lambda text: text
    install(translation)
    return (importlib.import_module("lxml.etree"),
            importlib.import_module("nova.virt.libvirt.config"))


def find_version(tree):
    """The version in the name of nova's egg-info folder."""
    for path in glob.glob(os.path.join(tree, PACKAGES, "nova-*.egg-info")):
        return os.path.basename(path)[len("nova-"):-len(".egg-info")]
    return "unknown"


class Subject:
    """Answers (verdict, class, text) to a document."""

    def __init__(self, tree):
        self.version = find_version(tree)
        self.etree, self.config = load_nova(tree)

    def answer(self, document):
        interface = self.config.LibvirtConfigGuestInterface()
        try:
            interface.parse_str(document)
        except self.etree.XMLSyntaxError as error:
            return "reject", "not-well-formed", str(error)
        except NovaError as error:
            return "reject", "rejected", str(error)
        if interface.net_type in OTHER_TYPES:
            return "skip", None, "an interface of another type than hostdev"
        try:
            return "accept", None, interface.to_xml()
        except NovaError as error:
            return "reject", "rejected", str(error)


def read_exactly(stream, length):
    document = stream.read(length)
    if len(document) != length:
        sys.exit(EXIT_BROKEN)
    return document


def send(stream, verdict, error_class, text):
    body = text.encode()
    head = verdict if error_class is None else "%s %s -" % (verdict, error_class)
    stream.write(b"%s %d\n" % (head.encode(), len(body)) + body)
    stream.flush()


def serve(subject):
    """Batch mode: frames in, frames out, until the input ends."""
    frames, answers = sys.stdin.buffer, sys.stdout.buffer
    for line in iter(frames.readline, b""):
        fields = line.decode().rstrip("\n").split(" ")
        if fields == ["hello", "1"]:
            answers.write(b"hello 1 nova %s grade=meaning %s\n" % (
                subject.version.encode(), CAPABILITIES.encode()))
            answers.flush()
        elif len(fields) == 4:
            verb, kind, _, length = fields
            document = read_exactly(frames, int(length))
            if verb == "format" and kind == "interface":
                send(answers, *subject.answer(document))
            else:
                send(answers, "skip", None, "only format interface is answered")
        else:
            return EXIT_BROKEN
    return 0


def answer_one(subject):
    """Exec mode: one document on stdin."""
    verdict, error_class, text = subject.answer(sys.stdin.buffer.read())
    if verdict == "accept":
        sys.stdout.write(text)
        return 0
    if verdict == "skip":
        print(text, file=sys.stderr)
        return EXIT_SKIPPED
    print("%s: %s" % (error_class, text), file=sys.stderr)
    return EXIT_REJECTED


def main():
    parser = argparse.ArgumentParser(description="nova as a conformance subject")
    parser.add_argument("--batch", action="store_true", help="serve frames")
    parser.add_argument("--nova", metavar="DIR", default=os.environ.get("NHD_NOVA"),
                        help="the unpacked tree; default: $NHD_NOVA")
    options = parser.parse_args()
    if not options.nova:
        parser.error("which nova? name its unpacked tree with --nova or NHD_NOVA")
    # Nothing may be written beside the modules: the tree can be another's.
    sys.dont_write_bytecode = True
    subject = Subject(options.nova)
    return serve(subject) if options.batch else answer_one(subject)


if __name__ == "__main__":
    sys.exit(main())
