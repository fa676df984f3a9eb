# SPDX-License-Identifier: LGPL-2.1-or-later
# To be sourced: packages of the machine's own mirror, unpacked beside the machine instead
# of installed. apt runs over a private configuration, lists and cache, so the machine's
# own sources, lists and packages stay as they are, and root is not needed.

# Prints the mirror that the machine's own apt sources name for its release, or fails.
# Both forms of sources are read: deb822 stanzas and one-line entries.
apt_private_mirror() {
	apt-get indextargets --format '$(REPO_URI) $(SUITE) $(CODENAME) $(COMPONENT)' \
		'Created-By: Packages' |
		awk -v release="$(apt_private_release)" '
			$2 == release && $NF == "main" { print $1; found = 1; exit }
			$3 == release && $NF == "main" { print $1; found = 1; exit }
			END { exit !found }'
}

# Prints the code name of the machine's release, such as bookworm.
apt_private_release() {
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

# apt_private_setup DIR SUITE...: makes DIR the home of a private apt over SUITEs of the
# machine's mirror, and fetches their lists. What is installed still counts as installed.
apt_private_setup() {
	apt_dir=$1
	shift
	apt_mirror=$(apt_private_mirror) || {
		echo 'no mirror of this release in the apt sources of the machine' >&2
		return 1
	}
	mkdir -p "$apt_dir/lists/partial" "$apt_dir/archives/partial"
	for apt_suite in "$@"; do
		echo "deb $apt_mirror $apt_suite main"
	done >"$apt_dir/sources.list"
	# Suites beyond the machine's own rank below it unless asked for with -t.
	cat >"$apt_dir/apt.conf" <<CONFIGURATION
Dir::Etc::SourceList "$apt_dir/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$apt_dir/lists";
Dir::Cache "$apt_dir";
Dir::Cache::Archives "$apt_dir/archives";
APT::Sandbox::User "$(id -un)";
Debug::NoLocking "true";
CONFIGURATION
	apt_private "$apt_dir" -qq update
}

# apt_private DIR ARGUMENT...: apt-get over the private configuration in DIR. It reads the
# file named by -c after the machine's own, so what it sets wins.
apt_private() {
	apt_dir=$1
	shift
	apt-get -c "$apt_dir/apt.conf" "$@"
}

# apt_private_unpack DIR TARGET SUITE PACKAGE...: fetches the packages, and what they need
# and the machine lacks, and unpacks them under TARGET. Nothing is installed.
apt_private_unpack() {
	apt_dir=$1 apt_target=$2 apt_suite=$3
	shift 3
	rm -f "$apt_dir"/archives/*.deb
	apt_private "$apt_dir" -y -qq --no-install-recommends --download-only \
		-t "$apt_suite" --reinstall install "$@" || return
	mkdir -p "$apt_target"
	for apt_package in "$apt_dir"/archives/*.deb; do
		dpkg-deb -x "$apt_package" "$apt_target" || return
	done
	rm -f "$apt_dir"/archives/*.deb
}
