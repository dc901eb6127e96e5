namespace Causeway.Inspection.Tests.Procfs;

public sealed class ParserTests
{
    [Fact]
    public void Stat_NameWithParenthesesAndSpaces_IsTheWholeName()
    {
        Assert.True(StatLine.TryParse("7 (a) b (c)) R 3 1 1 0 -1 2097152 0 0 0 0 0 0 0 0 20 0 9 0 18446744073709551615 0"u8, out StatLine stat));
        Assert.Equal("a) b (c)", ByteFields.Text(stat.Command));
        Assert.Equal(('R', 3, 9, ulong.MaxValue, true), (stat.State, stat.ParentId, stat.Threads, stat.StartTicks, stat.IsKernelThread));
    }

    [Fact]
    public void Maps_DeletedAndEscapedPath_IsTold()
    {
        Assert.True(MapsLine.TryParse("7fca67c56000-7fca67c58000 rw-s 00001000 00:01 2971116                    /dev/zero (deleted)"u8, out MapsLine map));
        Assert.Equal((0x7fca67c56000UL, 0x7fca67c58000UL, IpcAccess.ReadWrite, 0x1000UL), (map.Start, map.End, map.Access, map.Offset));
        Assert.Equal((1U, 2971116UL, "/dev/zero (deleted)"), (map.Device, map.Inode, ByteFields.Text(map.Path)));
        Assert.True(MapsLine.TryParse("400000-401000 r--p 00000000 fe:01 5 /a b\\012c"u8, out map));
        Assert.Equal(((0xfeU << 20) | 1, "/a b\\012c"), (map.Device, ByteFields.Text(map.Path)));
    }

    [Fact]
    public void Mount_WithOptionalFieldsAndOptions_IsParsed()
    {
        Assert.True(MountLine.TryParse("36 35 98:17 /a /mnt\\040x rw,noatime shared:1 master:2 - ext3 /dev/a - b rw,errors=continue,gid=7"u8, out MountLine mount));
        Assert.Equal((36, (98U << 20) | 17, "/mnt\\040x", "ext3"), (mount.Id, mount.Device, ByteFields.Text(mount.Point), ByteFields.Text(mount.Type)));
        Assert.Equal(("continue", "7", ""), (ByteFields.Text(mount.Option("errors"u8)), ByteFields.Text(mount.Option("gid"u8)), ByteFields.Text(mount.Option("err"u8))));
        Assert.False(MountLine.TryParse("36 35 98:17 /a /mnt rw shared:1 ext3 /dev/a rw"u8, out _));
    }

    [Theory]
    [InlineData("flags:\t0100000\n", IpcAccess.Read)]
    [InlineData("flags:\t02100001\n", IpcAccess.Write)]
    [InlineData("flags:\t02\n", IpcAccess.ReadWrite)]
    [InlineData("flags:\t012000000\n", IpcAccess.None)]
    [InlineData("flags:\t8\n", IpcAccess.None)]
    public void Access_IsOfTheFlags(string info, IpcAccess access) => Assert.Equal(access, DescriptorInfo.Access(System.Text.Encoding.ASCII.GetBytes(info)));

    [Theory]
    [InlineData("1: POSIX  ADVISORY  WRITE 1234 fe:00:347232 10 14", false, FileLockKind.Posix, FileLockMode.Exclusive, 1234, "10:5")]
    [InlineData("2: -> FLOCK  ADVISORY  READ 12 00:27:139 0 EOF", true, FileLockKind.Flock, FileLockMode.Shared, 12, "0:end")]
    [InlineData("3: OFDLCK ADVISORY  READ -1 00:27:139 5 9223372036854775807", false, FileLockKind.OpenFileDescription, FileLockMode.Shared, -1, "5:end")]
    [InlineData("4: LEASE  ACTIVE    WRITE 7 00:27:139 0 EOF", false, FileLockKind.Lease, FileLockMode.Exclusive, 7, "0:end")]
    public void Lock_OfEachKind_IsParsed(string line, bool waits, FileLockKind kind, FileLockMode mode, int process, string range)
    {
        Assert.True(LockLine.TryParse(System.Text.Encoding.ASCII.GetBytes(line), out LockLine held));
        Assert.Equal((waits, kind, mode, process, range), (held.IsWaiting, held.Kind, held.Mode, held.ProcessId, held.Range.ToString()));
    }

    [Theory]
    [InlineData("0::/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope\n", "0123456789ab")]
    [InlineData("4:memory:/kubepods/pod1/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdee\n0::/\n", "0123456789ab")]
    [InlineData("0::/machine.slice/libpod-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope/container\n", "0123456789ab")]
    [InlineData("0::/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope/init.scope\n", "0123456789ab")]
    [InlineData("0::/kubepods.slice:cri-containerd:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "0123456789ab")]
    [InlineData("0::/machine.slice/machine-web\\x2d1.scope/payload/system.slice/a.service\n", "web-1")]
    [InlineData("0::/machine.slice/systemd-nspawn@db.service/payload\n", "db")]
    [InlineData("0::/machine.slice/systemd-nspawn@db.service/supervisor\n", null)]
    [InlineData("0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator\n", null)]
    [InlineData("0::/user.slice/session-1.scope\n", null)]
    public void Container_IsNamedAsItsEngineNamesTheGroup(string groups, string? container) =>
        Assert.Equal(container, ContainerName.Of(System.Text.Encoding.ASCII.GetBytes(groups)));

    [Theory]
    [InlineData("18446744073709551615", true)]
    [InlineData("18446744073709551616", false)]
    [InlineData("", false)]
    [InlineData("1 ", false)]
    public void Decimal_OnlyWhatFits(string text, bool fits) => Assert.Equal(fits, ByteFields.TryDecimal(System.Text.Encoding.ASCII.GetBytes(text), out _));
}
