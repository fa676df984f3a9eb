// SPDX-License-Identifier: LGPL-2.1-or-later
/* A host in this process, whose PF and VFs behave as igb's and igbvf's do. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "vf/mac.h"

#define PF "0000:01:00.0"
#define PF_INDEX 2
#define DISK "0000:02:00.0"  /* with VFs, too */
#define PLAIN "0000:03:00.0" /* without any */
#define DEVICES "bus/pci/devices/"

static const char *const addresses[FAKE_VFS] = { "0000:01:10.0", "0000:01:10.2" };
static const uint8_t pf_mac[NHD_MAC_LENGTH] = { 0x52, 0x54, 0, 0, 0, 1 };
static const char *const netdevs[FAKE_VFS] = { "eth1", "eth2" };

static struct nhd_vf_settings settings_of(uint8_t number, uint32_t vlan)
{
	struct nhd_vf_settings settings = { .driver = "igbvf", .has_mac = true };
	const uint8_t mac[] = { 2, 0, 0, 0, 0x10, number };
	const uint8_t admin_mac[] = { 2, 0, 0, 0, 0x20, number };

	memcpy(settings.mac, mac, sizeof(mac));
	memcpy(settings.info.admin_mac, admin_mac, sizeof(admin_mac));
	settings.info.vlan = (struct nhd_vf_vlan){ vlan, 3, NHD_VLAN_PROTOCOL_8021Q };
	settings.info.spoofchk = 1;
	return settings;
}

void fake_reset(struct fake *fake)
{
	free(fake->answer);
	*fake = (struct fake){
		.pf_up = true,
		.pf_has_netdev = true,
		.has_iommu = true,
		.has_vfio = true,
		.has_aliases = true,
		.listed = FAKE_VFS,
	};
	for (uint8_t i = 0; i < FAKE_VFS; i++)
		fake->vfs[i] = (struct fake_vf){ settings_of(i, 7u + i), true };
}

bool fake_same_vfs(const struct fake *one, const struct fake *other)
{
	for (int i = 0; i < FAKE_VFS; i++) {
		const struct nhd_vf_settings *left = &one->vfs[i].settings;
		const struct nhd_vf_settings *right = &other->vfs[i].settings;

		if (strcmp(left->driver, right->driver) ||
			strcmp(left->override, right->override) ||
			left->has_mac != right->has_mac ||
			(left->has_mac &&
				memcmp(left->mac, right->mac, NHD_MAC_LENGTH)) ||
			memcmp(left->info.admin_mac, right->info.admin_mac,
				NHD_MAC_LENGTH) ||
			left->info.vlan.tag != right->info.vlan.tag ||
			left->info.vlan.qos != right->info.vlan.qos ||
			left->info.vlan.protocol != right->info.vlan.protocol)
			return false;
	}
	return true;
}

/* Counts an operation; 0, or the error that it is to fail with before it does anything. */
static int enter(struct fake *fake)
{
	bool now = ++fake->count == fake->fault_at ||
		   (fake->fault_stays && fake->count > fake->fault_at);

	return now && fake->fault == FAULT_BEFORE ? -fake->fault_error : 0;
}

/* The VF at the start of path, behind DEVICES; *rest is what follows its address. */
static struct fake_vf *find_vf(struct fake *fake, const char *path, const char **rest)
{
	for (int i = 0; i < FAKE_VFS; i++) {
		size_t length = strlen(DEVICES) + strlen(addresses[i]);

		if (!strncmp(path, DEVICES, strlen(DEVICES)) &&
			!strncmp(path + strlen(DEVICES), addresses[i],
				strlen(addresses[i]))) {
			*rest = path + length;
			return &fake->vfs[i];
		}
	}
	return NULL;
}

static int give(char *text, size_t size, const char *value)
{
	return snprintf(text, size, "%s", value);
}

static int give_mac(char *text, size_t size, const uint8_t mac[NHD_MAC_LENGTH])
{
	char value[NHD_MAC_TEXT_SIZE];

	nhd_mac_to_text(value, mac);
	return give(text, size, value);
}

static int fake_read(void *context, const char *path, char *text, size_t size)
{
	struct fake *fake = context;
	const char *rest = path;
	struct fake_vf *vf = find_vf(fake, path, &rest);
	int result = enter(fake);

	if (result < 0)
		return result;
	if (vf && !strcmp(rest, "/driver_override"))
		return give(text, size,
			*vf->settings.override ? vf->settings.override : "(null)");
	if (vf && !strcmp(rest, "/modalias"))
		return give(text, size,
			"pci:v00008086d000010CAsv00008086sd0000A03Cbc02sc00i00");
	if (!strcmp(path, DEVICES DISK "/sriov_totalvfs"))
		return give(text, size, "32");
	if (strstr(path, "/class"))
		return give(text, size, strstr(path, DISK) ? "0x010802" : "0x020000");
	if (!strcmp(path, DEVICES PF "/net/eth0/flags"))
		return give(text, size, fake->pf_up ? "0x1003" : "0x1002");
	if (strstr(path, "/dev_port"))
		return give(text, size, "0");
	if (strstr(path, "/address"))
		return give_mac(text, size, vf ? vf->settings.mac : pf_mac);
	if (vf && strstr(path, "/ifindex") && fake->renames_netdevs) {
		fake->renames_netdevs = false;
		return -ENOENT;
	}
	if (vf && strstr(path, "/ifindex"))
		return give(text, size, vf == &fake->vfs[0] ? "3" : "4");
	if (strstr(path, "/ifindex"))
		return give(text, size, "2");
	return -ENOENT;
}

static int fake_link(void *context, const char *path, char *target, size_t size)
{
	struct fake *fake = context;
	const char *rest = path;
	struct fake_vf *vf = find_vf(fake, path, &rest);
	int result = enter(fake);

	if (result < 0)
		return result;
	if (!strcmp(path, DEVICES PF "/virtfn0"))
		return give(target, size, "../0000:01:10.0");
	if (!strcmp(path, DEVICES PF "/virtfn1"))
		return give(target, size, "../0000:01:10.2");
	if (!strcmp(path, "class/net/eth0") && fake->pf_has_netdev)
		return give(target, size, "../../devices/pci0000:00/" PF "/net/eth0");
	if (vf && !strcmp(rest, "/physfn"))
		return give(target, size, "../" PF);
	if (vf && !strcmp(rest, "/iommu_group") && fake->has_iommu)
		return give(target, size, "../../../kernel/iommu_groups/9");
	if (vf && !strcmp(rest, "/driver") && *vf->settings.driver)
		return snprintf(
			target, size, "../../../bus/pci/drivers/%s", vf->settings.driver);
	return -ENOENT;
}

static int list_pf(nhd_name_visitor visit, void *data)
{
	static const char *const names[] = { "vendor", "virtfn1", "virtfn0", "virtfnX" };
	int result = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !result; i++)
		result = visit(data, names[i]);
	return result;
}

static int list_devices(nhd_name_visitor visit, void *data)
{
	int result = visit(data, DISK);

	for (size_t i = 0; i < FAKE_VFS && !result; i++)
		result = visit(data, addresses[i]);
	if (!result)
		result = visit(data, PLAIN);
	return result ? result : visit(data, PF);
}

/* Of a module; the first two are none of PCI that could be bound. */
static int list_drivers(nhd_name_visitor visit, void *data)
{
	static const char *const names[] = { "platform:fake-vfio-platform",
		"pci:vfio-012345678901234567890123456789012345678901234567890123456789",
		"pci:fake-vfio-pci" };
	int result = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !result; i++)
		result = visit(data, names[i]);
	return result;
}

static int fake_list(void *context, const char *path, nhd_name_visitor visit, void *data)
{
	struct fake *fake = context;
	const char *rest = path;
	struct fake_vf *vf = find_vf(fake, path, &rest);
	int result = enter(fake);

	if (result < 0)
		return result;
	if (!strcmp(path, "bus/pci/devices"))
		return list_devices(visit, data);
	if (!strcmp(path, DEVICES PF))
		return list_pf(visit, data);
	if (!strcmp(path, DEVICES PF "/net") && fake->pf_has_netdev)
		return visit(data, "eth0");
	if (!strcmp(path, "bus/pci/drivers/vfio-pci") && fake->has_vfio)
		return 0;
	if (!strcmp(path, "bus/pci/drivers/fake-vfio-pci") && fake->has_variant)
		return 0;
	if (!strcmp(path, "module/fake_vfio_pci/drivers") && fake->has_variant)
		return list_drivers(visit, data);
	if (!strcmp(path, "module/vfio_pci/drivers") && fake->has_vfio)
		return visit(data, "pci:vfio-pci");
	if ((vf && !*rest) || !strcmp(path, DEVICES PLAIN))
		return 0;
	if (vf && !strcmp(rest, "/net") && vf->settings.has_mac)
		return visit(data, netdevs[vf - fake->vfs]);
	return -ENOENT;
}

static int fake_aliases(void *context, nhd_name_visitor visit, void *data)
{
	static const char *const lines[] = {
		"# Aliases extracted from modules themselves.",
		"alias pci:v00008086d000010CAsv*sd*bc*sc*i* igbvf",
		"alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci",
		"alias vfio_pci:v00008086d000010CAsv*sd*bc*sc*i* fake_vfio_pci",
		"alias vfio_pci:v00008086d*sv*sd*bc*sc*i* vfio_pci",
		"alias vfio_pci:v00008086d000010CAsv*sd0000A03Cbc*sc*i* absent_vfio_pci",
		"alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci",
	};
	struct fake *fake = context;
	int result = enter(fake);

	if (!result && !fake->has_aliases)
		result = -ENOENT;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]) && !result; i++)
		result = visit(data, lines[i]);
	return result;
}

static int fake_permission(void *context)
{
	struct fake *fake = context;

	return fake->is_unprivileged ? -EPERM : 0;
}

static struct fake_vf *vf_named(struct fake *fake, const char *address)
{
	for (int i = 0; i < FAKE_VFS; i++) {
		if (!strcmp(addresses[i], address))
			return &fake->vfs[i];
	}
	return NULL;
}

static void unbind(struct fake_vf *vf)
{
	vf->settings.driver[0] = '\0';
	vf->settings.has_mac = false;
}

/*
 * igbvf takes the MAC that the PF holds for it, or draws one; a drawn one it reports, and
 * the PF takes it for its own.
 */
static void probe(struct fake_vf *vf)
{
	static const uint8_t drawn[] = { 0x6e, 1, 2, 3, 4, 5 };
	struct nhd_vf_settings *settings = &vf->settings;

	strcpy(settings->driver, *settings->override ? settings->override : "igbvf");
	if (strcmp(settings->driver, "igbvf"))
		return;
	settings->has_mac = true;
	if (nhd_mac_is_zero(settings->info.admin_mac))
		memcpy(settings->info.admin_mac, drawn, sizeof(drawn));
	memcpy(settings->mac, settings->info.admin_mac, NHD_MAC_LENGTH);
}

static int write_attribute(struct fake *fake, const char *path, const char *text)
{
	const char *rest = path;
	struct fake_vf *vf = find_vf(fake, path, &rest);

	if (vf && !strcmp(rest, "/driver_override")) {
		snprintf(vf->settings.override, NHD_DRIVER_SIZE, "%.*s",
			(int)strcspn(text, "\n"), text);
		return 0;
	}
	vf = vf_named(fake, text);
	if (!vf)
		return -ENODEV;
	if (strstr(path, "/unbind")) {
		unbind(vf);
		return 0;
	}
	if (!strcmp(path, "bus/pci/drivers_probe")) {
		probe(vf);
		return 0;
	}
	return -ENOENT;
}

static int fake_write(void *context, const char *path, const char *text)
{
	struct fake *fake = context;
	int result = enter(fake);

	if (result < 0)
		return result;
	if (fake->fault == FAULT_IN_VAIN && fake->count == fake->fault_at)
		return 0;
	fake->changes++;
	return write_attribute(fake, path, text);
}

static void put_vf(struct nl_msg *answer, const struct nhd_vf_info *info, uint32_t number)
{
	struct nlattr *entry = nla_nest_start(answer, IFLA_VF_INFO), *list;
	struct ifla_vf_mac mac = { .vf = number };
	struct ifla_vf_vlan vlan = { number, info->vlan.tag, info->vlan.qos };
	struct ifla_vf_vlan_info full = { number, info->vlan.tag, info->vlan.qos,
		htons(info->vlan.protocol) };
	struct ifla_vf_spoofchk spoofchk = { number, info->spoofchk };

	memcpy(mac.mac, info->admin_mac, NHD_MAC_LENGTH);
	nla_put(answer, IFLA_VF_MAC, sizeof(mac), &mac);
	nla_put(answer, IFLA_VF_VLAN, sizeof(vlan), &vlan);
	nla_put(answer, IFLA_VF_SPOOFCHK, sizeof(spoofchk), &spoofchk);
	list = nla_nest_start(answer, IFLA_VF_VLAN_LIST);
	nla_put(answer, IFLA_VF_VLAN_INFO, sizeof(full), &full);
	nla_nest_end(answer, list);
	nla_nest_end(answer, entry);
}

static void put_ports(struct nl_msg *answer, const struct fake *fake)
{
	struct nlattr *list = nla_nest_start(answer, IFLA_VF_PORTS), *entry;

	for (uint32_t i = 0; i < FAKE_VFS; i++) {
		const struct nhd_port *port = &fake->vfs[i].settings.info.port;

		entry = nla_nest_start(answer, IFLA_VF_PORT);
		nla_put_u32(answer, IFLA_PORT_VF, i);
		nla_put_string(answer, IFLA_PORT_PROFILE, port->profile);
		nla_put(answer, IFLA_PORT_INSTANCE_UUID, NHD_UUID_LENGTH, port->instance);
		nla_put(answer, IFLA_PORT_HOST_UUID, NHD_UUID_LENGTH, port->host);
		nla_put_u8(answer, IFLA_PORT_REQUEST, PORT_REQUEST_ASSOCIATE);
		nla_put_u16(answer, IFLA_PORT_RESPONSE, port->response);
		nla_nest_end(answer, entry);
	}
	nla_nest_end(answer, list);
}

static struct nl_msg *show_link(struct fake *fake, int index, uint32_t sequence)
{
	struct ifinfomsg link = { .ifi_index = fake->answer_index ? fake->answer_index
								  : index };
	struct nl_msg *answer = nlmsg_alloc();
	struct nlattr *list;

	link.ifi_flags = index != PF_INDEX || fake->pf_up ? IFF_UP : 0;
	nlmsg_put(answer, 0, sequence, RTM_NEWLINK, 0, 0);
	nlmsg_append(answer, &link, sizeof(link), NLMSG_ALIGNTO);
	if (index != PF_INDEX) {
		nla_put(answer, IFLA_ADDRESS, NHD_MAC_LENGTH,
			fake->vfs[index - PF_INDEX - 1].settings.mac);
		return answer;
	}
	nla_put_u32(answer, IFLA_NUM_VF, FAKE_VFS);
	if (fake->has_no_list)
		return answer;
	list = nla_nest_start(answer, IFLA_VFINFO_LIST);
	for (unsigned int i = 0; i < fake->listed; i++)
		put_vf(answer, &fake->vfs[i].settings.info, i);
	nla_nest_end(answer, list);
	if (fake->response)
		put_ports(answer, fake);
	return answer;
}

/* The switch's answer is not there at once. */
static int set_port(struct fake *fake, struct nlattr *entry)
{
	struct nlattr *one[IFLA_PORT_MAX + 1];
	struct nhd_port *port;

	if (nla_parse_nested(one, IFLA_PORT_MAX, entry, NULL) < 0)
		return -EINVAL;
	port = &fake->vfs[nla_get_u32(one[IFLA_PORT_VF])].settings.info.port;
	*port = (struct nhd_port){ .response = PORT_PROFILE_RESPONSE_INPROGRESS };
	if (nla_get_u8(one[IFLA_PORT_REQUEST]) != PORT_REQUEST_ASSOCIATE)
		return 0;
	nla_strlcpy(port->profile, one[IFLA_PORT_PROFILE], sizeof(port->profile));
	memcpy(port->instance, nla_data(one[IFLA_PORT_INSTANCE_UUID]), NHD_UUID_LENGTH);
	memcpy(port->host, nla_data(one[IFLA_PORT_HOST_UUID]), NHD_UUID_LENGTH);
	return 0;
}

static int set_vf(struct fake *fake, struct nlattr *entry)
{
	struct nlattr *one[IFLA_VF_MAX + 1], *nested;
	struct ifla_vf_vlan_info *full;
	struct ifla_vf_vlan *vlan;
	struct ifla_vf_mac *mac;

	if (nla_parse_nested(one, IFLA_VF_MAX, entry, NULL) < 0)
		return -EINVAL;
	if (one[IFLA_VF_MAC]) {
		mac = nla_data(one[IFLA_VF_MAC]);
		if (fake->takes_nothing_back && nhd_mac_is_zero(mac->mac))
			return -EINVAL;
		memcpy(fake->vfs[mac->vf].settings.info.admin_mac, mac->mac,
			NHD_MAC_LENGTH);
		fake->vfs[mac->vf].held = !nhd_mac_is_zero(mac->mac);
	}
	if (one[IFLA_VF_VLAN]) {
		vlan = nla_data(one[IFLA_VF_VLAN]);
		if (fake->takes_nothing_back && !vlan->vlan)
			return -EINVAL;
		fake->vfs[vlan->vf].settings.info.vlan = (struct nhd_vf_vlan){ vlan->vlan,
			vlan->qos, NHD_VLAN_PROTOCOL_8021Q };
	}
	if (one[IFLA_VF_VLAN_LIST]) {
		nested = nla_data(one[IFLA_VF_VLAN_LIST]);
		full = nla_data(nested);
		fake->vfs[full->vf].settings.info.vlan = (struct nhd_vf_vlan){ full->vlan,
			full->qos, ntohs(full->vlan_proto) };
	}
	return 0;
}

static int set_link(struct fake *fake, struct nlmsghdr *request, int index)
{
	struct nlattr *attributes[IFLA_MAX + 1];
	struct fake_vf *vf;

	if (nlmsg_parse(request, sizeof(struct ifinfomsg), attributes, IFLA_MAX, NULL) <
		0)
		return -EINVAL;
	if (index == PF_INDEX && attributes[IFLA_VF_PORTS])
		return set_port(fake, nla_data(attributes[IFLA_VF_PORTS]));
	if (index == PF_INDEX)
		return set_vf(fake, nla_data(attributes[IFLA_VFINFO_LIST]));
	vf = &fake->vfs[index - PF_INDEX - 1];
	if (vf->held)
		return -EADDRNOTAVAIL;
	memcpy(vf->settings.mac, nla_data(attributes[IFLA_ADDRESS]), NHD_MAC_LENGTH);
	memcpy(vf->settings.info.admin_mac, vf->settings.mac, NHD_MAC_LENGTH);
	return 0;
}

static void add_answer(struct fake *fake, struct nl_msg *answer)
{
	struct nlmsghdr *header = nlmsg_hdr(answer);
	int length = NLMSG_ALIGN((int)header->nlmsg_len);

	fake->answer = realloc(fake->answer, (size_t)(fake->answer_length + length));
	memcpy((char *)fake->answer + fake->answer_length, header, header->nlmsg_len);
	fake->answer_length += length;
	nlmsg_free(answer);
}

/* As the kernel does (netlink_ack), which repeats all of a request that failed. */
static void acknowledge(struct fake *fake, const struct nlmsghdr *request, int result)
{
	struct nlmsgerr body = { .error = result, .msg = *request };
	struct nl_msg *answer = nlmsg_alloc();

	nlmsg_put(answer, 0, request->nlmsg_seq, NLMSG_ERROR, 0,
		result ? NLM_F_ACK_TLVS : NLM_F_CAPPED);
	nlmsg_append(answer, &body, sizeof(body), NLMSG_ALIGNTO);
	if (result) {
		nlmsg_append(answer, (void *)(request + 1),
			request->nlmsg_len - sizeof(*request), NLMSG_ALIGNTO);
		nla_put_string(answer, NLMSGERR_ATTR_MSG, FAKE_WORDS);
	}
	add_answer(fake, answer);
}

static int fake_send(void *context, const void *message, size_t length)
{
	struct fake *fake = context;
	struct nlmsghdr *request = (struct nlmsghdr *)message;
	struct ifinfomsg *link = nlmsg_data(request);
	int result = enter(fake);

	(void)length;
	free(fake->answer);
	fake->answer = NULL;
	fake->answer_length = 0;
	if (fake->has_stale) {
		struct nlmsghdr earlier = *request;

		earlier.nlmsg_seq--;
		earlier.nlmsg_len = sizeof(earlier);
		acknowledge(fake, &earlier, -EPERM);
	}
	/* A request that the kernel refuses is answered; it is not the sending that fails. */
	if (!result && request->nlmsg_type == RTM_GETLINK) {
		add_answer(fake, show_link(fake, link->ifi_index, request->nlmsg_seq));
	} else if (!result) {
		fake->changes++;
		result = set_link(fake, request, link->ifi_index);
	}
	acknowledge(fake, request, result);
	return 0;
}

static int fake_receive(void *context, void **message, unsigned int timeout)
{
	struct fake *fake = context;
	/* The answer is the request's: it is lost where the request was the one. */
	bool now = fake->count == fake->fault_at;

	if (!fake->answer || (now && fake->fault == FAULT_LOST_ANSWER)) {
		fake->clock += timeout;
		return -ETIMEDOUT;
	}
	if (now && fake->fault == FAULT_OVERRUN)
		return -ENOBUFS;
	*message = fake->answer;
	fake->answer = NULL;
	return fake->answer_length;
}

static uint64_t fake_now(void *context)
{
	return ((struct fake *)context)->clock;
}

static void fake_sleep(void *context, unsigned int milliseconds)
{
	struct fake *fake = context;

	fake->clock += milliseconds;
	fake->slept++;
	for (int i = 0; i < FAKE_VFS; i++) {
		if (*fake->vfs[i].settings.info.port.profile)
			fake->vfs[i].settings.info.port.response = fake->response;
	}
}

static void fake_close(void *context)
{
	struct fake *fake = context;

	free(fake->answer);
	fake->answer = NULL;
}

int fake_open(struct fake *fake, struct nhd_host **host, const char *state_dir)
{
	static const struct nhd_host_operations operations = {
		.read = fake_read,
		.write = fake_write,
		.link = fake_link,
		.list = fake_list,
		.aliases = fake_aliases,
		.permission = fake_permission,
		.send = fake_send,
		.receive = fake_receive,
		.now = fake_now,
		.sleep = fake_sleep,
		.close = fake_close,
	};

	return nhd_host_new(host, &operations, fake, state_dir, NULL);
}
