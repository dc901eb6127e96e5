using System.Text;
using Causeway.Inspection.Waiting;

namespace Causeway.Inspection.Tests.Procfs;

/// <summary>Parsers take whatever a line may be cut to, or changed into, without failing.</summary>
public sealed class ParserFuzzTests
{
    private const int RoundsOfEach = 20_000;

    private static readonly (string Name, string[] Lines, Action<byte[]> Parse)[] s_parsers =
    [
        ("stat", ["12240 (sleep) S 12238 12238 5567 0 -1 4194304 133 0 0 0 0 0 0 0 20 0 1 0 7807209 2990080 413\n", "1 (a) b (c)) R 0 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 18446744073709551615 0"],
            static bytes => _ = StatLine.TryParse(bytes, out _)),
        ("status", ["Name:\tsleep\nUid:\t0\t0\t0\t0\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000200\nSigBlk:\tffffffffffffffff\nSigIgn:\t06\nSigCgt:\t0\n"],
            static bytes => { _ = StatusLines.TryUserId(bytes, out _); _ = StatusLines.Signals(bytes); }),
        ("maps", ["7fca67c56000-7fca67c58000 rw-s 00000000 00:01 2971116                    /dev/zero (deleted)", "00400000-00401000 r--s 00000000 fe:00 331548 /a b\\012c"],
            static bytes => { _ = MapsLine.IsShared(bytes); _ = MapsLine.TryParse(bytes, out _); }),
        ("locks", ["1: -> POSIX  ADVISORY  WRITE 1234 fe:00:347232 0 EOF", "12: OFDLCK ADVISORY  READ -1 00:27:139 5 9223372036854775807"],
            static bytes => { _ = LockLine.TryParse(bytes, out _); _ = new Locks.LockTable(bytes); }),
        ("fdinfo", ["pos:\t0\nflags:\t02\neventfd-count:                5\neventfd-id: 1\neventfd-semaphore: 0\n", "sigmask:\t0000000000000200\nPid:\t-1\n",
            "clockid: 1\nticks: 0\nit_value: (3599, 999999999)\nit_interval: (0, 0)\n", "tfd:        3 events:       1f data:                3  pos:0 ino:ffa905 sdev:f\ntfd: 4\n"],
            static bytes => ParseInfo(bytes)),
        ("syscall", ["202 0x7f2786ded028 0x80 0x2 0x0 0xffffffffffffffff 0x5 0x7ffdf6da45d8 0x7f2786c8812b\n", "-1 0x7ffdf6da45d8 0x7f2786c8812b\n", "running\n"],
            static bytes => _ = SyscallLine.TryParse(bytes, out _)),
        ("sched", ["init (1, #threads: 14)\n---\nse.exec_start                                :      80042302.634878\nse.vruntime : 1.5\n"],
            static bytes => { _ = SleepClock.TryLastRun(bytes, out _); _ = SleepClock.TryProcessor(bytes, out _); }),
        ("cgroup", ["0::/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope\n", "4:memory:/x\n"], static bytes => ContainerName.Of(bytes)),
        ("net/unix", ["00000000409bb490: 00000002 00000000 00010000 0001 01 17976356 /run/a b", "0000000052bf7e6a: 00000003 00000000 00000000 0002 03 17977366 @ab@c\\d", "1: 2 0 0 5 3     7"],
            static bytes => { _ = Causeway.Inspection.Sockets.UnixLine.TryParse(bytes, out _); _ = Causeway.Inspection.Sockets.SocketText.Name(bytes); }),
        ("net/tcp", ["   0: 0100007F:921B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 17679417 1 00000000dbee26e2 100 0 0 10 0",
            "   1: 00000000000000000000000001000000:0050 00000000000000000000000001000000:1F90 01 00000005:00000007 00:00000000 00000000  1000        0 18 1"],
            static bytes => _ = Causeway.Inspection.Sockets.TcpLine.TryParse(bytes, out _)),
        ("mountinfo", ["36 35 98:0 /a /mnt rw,noatime shared:1 - ext3 /dev/a rw,errors=continue", "22 27 0:21 / /proc rw - proc proc rw,hidepid=invisible"],
            static bytes => { if (MountLine.TryParse(bytes, out MountLine mount)) _ = mount.Option("errors"u8); }),
        ("sysvipc/shm", ["       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap\n"
            + "         0          5   600                  4096    12     0      0     0     0     0     0          0          0 1790000000                  4096                     0\n"],
            static bytes => _ = new Causeway.Inspection.SystemV.SegmentMemory(bytes)),
        ("path", ["/dev/shm/sem.a (deleted)", "/memfd:b (deleted)", "/dev/shm/causeway-0/x", "pipe:[123]"], static bytes => ParsePath(bytes)),
    ];

    public static TheoryData<string> Parsers { get; } = [.. s_parsers.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Parse_LinesCutAndChanged_NeverThrows(string parser)
    {
        (_, string[] lines, Action<byte[]> parse) = Array.Find(s_parsers, one => one.Name == parser);
        Random random = TestLoad.NewRandom();
        foreach (string line in lines)
        {
            byte[] whole = Encoding.UTF8.GetBytes(line);
            for (int length = 0; length <= whole.Length; length++)
                parse(whole[..length]);
        }

        for (int round = 0; round < TestLoad.Rounds(RoundsOfEach); round++)
            parse(Changed(Encoding.UTF8.GetBytes(lines[random.Next(lines.Length)]), random));
    }

    /// <summary>Some bytes replaced, taken out, or doubled.</summary>
    private static byte[] Changed(byte[] bytes, Random random)
    {
        List<byte> changed = [.. bytes];
        for (int change = random.Next(1, 6); change > 0 && changed.Count > 0; change--)
        {
            int at = random.Next(changed.Count);
            switch (random.Next(4))
            {
                case 0:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 1:
                    changed.RemoveAt(at);
                    break;
                case 2:
                    changed.InsertRange(at, changed.Take(random.Next(changed.Count)).ToArray());
                    break;
                default:
                    changed[at] = (byte)" \t\n:-()[]9f"[random.Next(11)];
                    break;
            }
        }

        return [.. changed];
    }

    private static void ParseInfo(byte[] bytes)
    {
        IpcObjectId id = default;
        _ = DescriptorInfo.TryMount(bytes, out _);
        _ = DescriptorInfo.TryInode(bytes, out _);
        _ = DescriptorInfo.Access(bytes);
        _ = DescriptorInfo.TryEventId(bytes, out _);
        _ = DescriptorInfo.TryWatched(bytes, out _);
        _ = DescriptorInfo.EventCounter(id, bytes);
        _ = DescriptorInfo.SignalDescriptor(id, bytes);
        _ = DescriptorInfo.Timer(id, bytes);
        _ = DescriptorInfo.PollSet(id, bytes);
    }

    private static void ParsePath(byte[] bytes)
    {
        _ = ByteFields.TryBracketed(bytes, out _);
        if (MemoryPath.TryKind(bytes, out IpcKind kind))
            _ = MemoryPath.ObjectOf(new IpcObjectId(kind, 0, 1), MemoryPath.WithoutWord(bytes), isDeleted: false, null, null, null);
    }
}
