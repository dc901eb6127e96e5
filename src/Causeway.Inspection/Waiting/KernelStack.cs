using System.Text;

namespace Causeway.Inspection.Waiting;

/// <summary>What a sleeping thread does in the kernel (/proc/PID/stack): a function a line, innermost first, <c>[&lt;0&gt;] anon_pipe_read+0x16c/0x430</c>. Pure.</summary>
internal static class KernelStack
{
    /// <summary>So many functions say it.</summary>
    private const int MostFunctions = 3;
    private const int MostName = 64;

    /// <summary>Those that every sleep and every call goes through, by how they begin.</summary>
    private static readonly string[] s_common = ["__schedule", "schedule", "io_schedule", "do_syscall_64", "x64_sys_call", "entry_", "__x64_sys_", "__se_sys_", "__do_sys_", "__arm64_sys_", "ret_from_", "invoke_syscall", "el0", "do_el0"];

    /// <summary>The innermost ones that are its own: <c>rwsem_down_write_slowpath, in ext4_fallocate, in vfs_fallocate</c>; null where there are none.</summary>
    public static string? Describe(ReadOnlySpan<byte> stack)
    {
        StringBuilder text = new();
        int count = 0;
        while (count < MostFunctions && ByteFields.TryLine(ref stack, out ReadOnlySpan<byte> line))
        {
            if (!TryFunction(line, out string name) || Array.Exists(s_common, common => name.StartsWith(common, StringComparison.Ordinal)))
                continue;
            text.Append(count++ == 0 ? "" : ", in ").Append(name);
        }

        return count == 0 ? null : text.ToString();
    }

    private static bool TryFunction(ReadOnlySpan<byte> line, out string name)
    {
        int start = line.IndexOf("] "u8);
        ReadOnlySpan<byte> function = start < 0 ? default : line[(start + 2)..];
        int end = function.IndexOfAny((byte)'+', (byte)' ');
        function = end < 0 ? function : function[..end];
        name = function.Length <= MostName ? ByteFields.Text(function) : "";
        return function.Length is > 0 and <= MostName && (char.IsAsciiLetter(name[0]) || name[0] == '_');
    }
}
