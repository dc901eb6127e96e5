using System.Globalization;
using System.Numerics;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>What an epoll instance watches a descriptor for, by the names of epoll_ctl(2).</summary>
internal static class PollEvents
{
    private static readonly (uint Bit, string Name)[] s_known =
    [
        (LibC.EPOLLIN, nameof(LibC.EPOLLIN)), (LibC.EPOLLPRI, nameof(LibC.EPOLLPRI)), (LibC.EPOLLOUT, nameof(LibC.EPOLLOUT)), (LibC.EPOLLERR, nameof(LibC.EPOLLERR)),
        (LibC.EPOLLHUP, nameof(LibC.EPOLLHUP)), (LibC.EPOLLRDNORM, nameof(LibC.EPOLLRDNORM)), (LibC.EPOLLRDBAND, nameof(LibC.EPOLLRDBAND)),
        (LibC.EPOLLWRNORM, nameof(LibC.EPOLLWRNORM)), (LibC.EPOLLWRBAND, nameof(LibC.EPOLLWRBAND)), (LibC.EPOLLMSG, nameof(LibC.EPOLLMSG)), (LibC.EPOLLRDHUP, nameof(LibC.EPOLLRDHUP)),
        (LibC.EPOLLEXCLUSIVE, nameof(LibC.EPOLLEXCLUSIVE)), (LibC.EPOLLWAKEUP, nameof(LibC.EPOLLWAKEUP)), (LibC.EPOLLONESHOT, nameof(LibC.EPOLLONESHOT)), (LibC.EPOLLET, nameof(LibC.EPOLLET)),
    ];

    /// <summary>The names of its bits from the lowest on; one without a name by its number, <c>0x8000000</c>.</summary>
    public static string[] NamesOf(uint events)
    {
        List<string> names = [];
        for (uint rest = events; rest != 0; rest &= rest - 1)
        {
            uint bit = 1u << BitOperations.TrailingZeroCount(rest);
            names.Add(Array.Find(s_known, one => one.Bit == bit).Name ?? string.Create(CultureInfo.InvariantCulture, $"0x{bit:x}"));
        }

        return [.. names];
    }
}
